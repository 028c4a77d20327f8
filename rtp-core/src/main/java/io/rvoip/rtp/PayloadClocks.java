package io.rvoip.rtp;

import io.rvoip.common.Shared;
import io.rvoip.rtp.internal.Check;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** The payload types that were agreed on and the clock rates of their timestamps. Immutable. */
public final class PayloadClocks {
    private static final int TYPES = 128;
    /** Most calls agree on the same few codecs. */
    private static final Shared<PayloadClocks> SHARED = new Shared<>(256);

    /** For each payload type where its rate is in {@link #rates}: few streams have more than one rate. */
    private final byte[] places = new byte[TYPES];
    private final int[] rates;

    private PayloadClocks(Map<Integer, Integer> ratesByType) {
        rates = IntStream.concat(IntStream.of(0), ratesByType.values().stream().mapToInt(Integer::intValue).sorted())
                .distinct().toArray();
        ratesByType.forEach((type, rate) -> {
            Check.range("clockRate", rate, 1_000, 192_000);
            places[Check.range("payloadType", type, 0, TYPES - 1)] = (byte) Arrays.binarySearch(rates, rate);
        });
    }

    /**
     * A table of payload types; mostly the same object for equal ones.
     *
     * @param ratesByType payload type, 0 to 127, to clock rate in Hz, 1,000 to 192,000
     */
    public static PayloadClocks of(Map<Integer, Integer> ratesByType) {
        return SHARED.of(new PayloadClocks(ratesByType));
    }

    /** The clock rate of a payload type in Hz; 0 when it was not agreed on. */
    public int rate(int payloadType) {
        return rates[places[payloadType]];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("PayloadClocks[");
        for (int type = 0; type < TYPES; type++) {
            if (rate(type) != 0) {
                text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ").append(type).append('/')
                        .append(rate(type));
            }
        }
        return text.append(']').toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PayloadClocks clocks && Arrays.equals(places, clocks.places)
                && Arrays.equals(rates, clocks.rates);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(places) + Arrays.hashCode(rates);
    }
}
