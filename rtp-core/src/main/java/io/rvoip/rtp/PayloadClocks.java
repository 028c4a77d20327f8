package io.rvoip.rtp;

import io.rvoip.rtp.internal.Check;
import java.util.Arrays;
import java.util.Map;

/** The payload types that were agreed on and the clock rates of their timestamps. Immutable. */
public final class PayloadClocks {
    private final int[] rates = new int[128];

    private PayloadClocks(Map<Integer, Integer> ratesByType) {
        ratesByType.forEach((type, rate) -> {
            Check.range("payloadType", type, 0, 127);
            rates[type] = Check.range("clockRate", rate, 1_000, 192_000);
        });
    }

    /**
     * A table of payload types.
     *
     * @param ratesByType payload type, 0 to 127, to clock rate in Hz, 1,000 to 192,000
     */
    public static PayloadClocks of(Map<Integer, Integer> ratesByType) {
        return new PayloadClocks(ratesByType);
    }

    /** The clock rate of a payload type in Hz; 0 when it was not agreed on. */
    public int rate(int payloadType) {
        return rates[payloadType];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("PayloadClocks[");
        for (int type = 0; type < rates.length; type++) {
            if (rates[type] != 0) {
                text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ").append(type).append('/')
                        .append(rates[type]);
            }
        }
        return text.append(']').toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PayloadClocks clocks && Arrays.equals(rates, clocks.rates);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rates);
    }
}
