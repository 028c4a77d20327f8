package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The short authentication string as people read it to each other (RFC 6189 section 5.1.6). */
final class Sas {
    private static final String DIGITS = "ybndrfg8ejkmcpqxot1uwisza345h769";
    private static final int DIGIT_BITS = 5;

    private Sas() {}

    /** @param value the first 32 bits of the SAS hash */
    static String render(SasType type, int value) {
        return type == SasType.B32 ? digits(value) : words(value);
    }

    private static String digits(int value) {
        StringBuilder text = new StringBuilder(4);
        for (int shift = Integer.SIZE - DIGIT_BITS; text.length() < 4; shift -= DIGIT_BITS) {
            text.append(DIGITS.charAt(value >>> shift & 31));
        }
        return text.toString();
    }

    private static String words(int value) {
        return Words.ALL[value >>> 24] + ' ' + Words.ALL[256 + (value >>> 16 & 0xFF)];
    }

    /** The PGP word list: 256 words for bytes in even places, then 256 for those in odd ones. Read when first needed. */
    private static final class Words {
        static final String[] ALL = read();

        private static String[] read() {
            try (InputStream in = Sas.class.getResourceAsStream("words.txt")) {
                return new String(Objects.requireNonNull(in, "words.txt").readAllBytes(), StandardCharsets.US_ASCII)
                        .trim().split("\\s+");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
