package io.rvoip.rtp.srtp;

import java.util.Base64;

/**
 * The value of one {@code a=crypto} line (RFC 4568): a key that its writer sends with, and the tag it is chosen by.
 *
 * @param tag 0 to 999,999,999, another one in each line of a description
 * @param key with suite, lifetime and identifier
 */
public record CryptoAttribute(int tag, SrtpMasterKey key) {
    /** The name of the attribute. */
    public static final String NAME = "crypto";
    private static final int LARGEST_TAG = 999_999_999;

    /** Checks the tag. */
    public CryptoAttribute {
        if (tag < 0 || tag > LARGEST_TAG) {
            throw new IllegalArgumentException("tag: " + tag + " (expected: 0-" + LARGEST_TAG + ")");
        }
    }

    /** What became of a line. */
    public sealed interface Result {
        /** It can be used. */
        record Usable(CryptoAttribute attribute) implements Result {}

        /**
         * It is to be skipped, as if it were not there.
         *
         * @param why without any of its key
         */
        record Skipped(String why) implements Result {}
    }

    /** Reads the value of an attribute, from whoever wrote it. */
    public static Result parse(String value) {
        return CryptoReader.read(value);
    }

    /** The value of the attribute, key included: for descriptions only, never for a log. */
    public String write() {
        StringBuilder value = new StringBuilder().append(tag).append(' ').append(key.suite()).append(" inline:")
                .append(key.keyAndSalt().with(Base64.getEncoder()::encodeToString));
        if (key.lifetime() != SrtpMasterKey.LONGEST_LIFE) {
            value.append('|').append(key.lifetime());
        }
        if (!key.mki().equals(Mki.NONE)) {
            value.append('|').append(key.mki().value()).append(':').append(key.mki().length());
        }
        return value.toString();
    }
}
