package io.rvoip.rtp.zrtp;

import java.util.Locale;
import java.util.Optional;

/**
 * The value of {@code a=zrtp-hash}, which ties a Hello to the description of its media line (RFC 6189 section 8.1).
 *
 * @param version of the protocol, as in {@code 1.10}
 * @param digits 64 hexadecimal ones, in lower case
 */
public record HelloHash(String version, String digits) {
    /** The attribute, of media lines alone. */
    public static final String NAME = "zrtp-hash";

    private static final int MOST_VERSION = 16;

    /** Checks the digits. */
    public HelloHash {
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("digits: " + digits.length() + " characters (expected: 64 hexadecimal digits)");
        }
    }

    /** Reads a value; empty when it is none. */
    public static Optional<HelloHash> parse(String value) {
        String[] parts = value.trim().split(" +");
        return parts.length == 2 && parts[0].length() <= MOST_VERSION && parts[1].matches("[0-9a-fA-F]{64}")
                ? Optional.of(new HelloHash(parts[0], parts[1].toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** Whether it is of a Hello that we look at: the first three characters count (section 4.1.1). */
    public boolean isOurVersion() {
        return version.regionMatches(0, Hello.VERSION, 0, 3);
    }

    /** The value. */
    @Override
    public String toString() {
        return version + ' ' + digits;
    }
}
