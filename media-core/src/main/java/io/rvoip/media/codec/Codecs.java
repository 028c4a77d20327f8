package io.rvoip.media.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The audio codecs this build really has, in order of preference. What is not in here is never advertised.
 * Immutable.
 *
 * @param all each codec once, best first
 */
public record Codecs(List<AudioCodec> all) {
    /** G.711 µ-law, payload type 0. */
    public static final AudioCodec PCMU = G711Codec.PCMU;
    /** G.711 A-law, payload type 8. */
    public static final AudioCodec PCMA = G711Codec.PCMA;

    private static final Codecs BUILT_IN = new Codecs(List.of(PCMU, PCMA,
            new L16Codec(8000), new L16Codec(16_000), new L16Codec(44_100), new L16Codec(48_000)));

    /** Refuses two codecs of one wire format. */
    public Codecs {
        all = List.copyOf(all);
        for (int i = 0; i < all.size(); i++) {
            for (AudioCodec other : all.subList(0, i)) {
                if (all.get(i).sameWireFormat(other)) {
                    throw new IllegalArgumentException("codecs: " + label(other) + " twice (expected: each once)");
                }
            }
        }
    }

    /** PCMU, PCMA, and L16 at 8, 16, 44.1 and 48 kHz. */
    public static Codecs builtIn() {
        return BUILT_IN;
    }

    /** These codecs and one more, preferred to all others. */
    public Codecs withCodec(AudioCodec codec) {
        List<AudioCodec> more = new ArrayList<>();
        more.add(codec);
        more.addAll(all);
        return new Codecs(more);
    }

    /** The best codec of that SDP name at any rate; case does not matter (RFC 8866 section 6.6). */
    public Optional<AudioCodec> named(String name) {
        return all.stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    }

    /**
     * The codec of one {@code a=rtpmap} line.
     *
     * @param clockRate in Hz
     * @param channels  1 when the line names none
     */
    public Optional<AudioCodec> find(String name, int clockRate, int channels) {
        return all.stream().filter(c -> c.name().equalsIgnoreCase(name) && c.clockRate() == clockRate
                && c.channels() == channels).findFirst();
    }

    /** The codec of a static payload type, which needs no {@code a=rtpmap} line (RFC 3551 section 6). */
    public Optional<AudioCodec> ofStaticType(int payloadType) {
        return all.stream().filter(c -> c.payloadType() != AudioCodec.DYNAMIC && c.payloadType() == payloadType)
                .findFirst();
    }

    private static String label(AudioCodec codec) {
        return codec.name() + '/' + codec.clockRate();
    }
}
