package io.rvoip.rtp.srtp;

import io.rvoip.common.Secret;
import io.rvoip.rtp.srtp.CryptoAttribute.Result;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Reads {@code a=crypto} (RFC 4568 section 9): whatever is not wholly understood is skipped, with the reason. */
final class CryptoReader {
    private static final String INLINE = "inline:";
    private static final int LONGEST = 1024;
    private static final int TAG_DIGITS = 9;
    private static final int LIFE_DIGITS = 15; // 2^48 has as many
    private static final int MKI_DIGITS = 309; // of the largest number of 128 octets
    private static final int LEAST_WINDOW = 64;

    private CryptoReader() {}

    static Result read(String value) {
        if (value.length() > LONGEST) {
            return skipped("longer than " + LONGEST + " characters");
        }
        String[] parts = value.strip().split("[ \t]+");
        if (parts.length < 3 || !isNumber(parts[0], TAG_DIGITS)) {
            return skipped("no tag, suite and key");
        }
        Optional<SrtpSuite> suite = SrtpSuite.named(parts[1]);
        if (suite.isEmpty()) {
            return skipped("unknown suite");
        }
        for (int i = 3; i < parts.length; i++) {
            if (!isHarmless(parts[i])) {
                return skipped("session parameter " + name(parts[i]) + " is not supported");
            }
        }
        if (!parts[2].startsWith(INLINE) || parts[2].indexOf(';') >= 0) {
            return skipped("not one inline key");
        }
        return key(Integer.parseInt(parts[0]), suite.get(), parts[2].substring(INLINE.length()));
    }

    /** A hint for the replay window, and extensions that say they may be ignored (section 6.3.7). */
    private static boolean isHarmless(String parameter) {
        if (parameter.startsWith("WSH=")) {
            String size = parameter.substring(4);
            return isNumber(size, 4) && Integer.parseInt(size) >= LEAST_WINDOW;
        }
        return parameter.startsWith("-");
    }

    /** Of a parameter, without its value, which may be a key; not more of it than fits a Warning. */
    private static String name(String parameter) {
        int end = parameter.indexOf('=');
        String name = end < 0 ? parameter : parameter.substring(0, end);
        return name.matches("[A-Za-z0-9_]{1,32}") ? name : "of no known form";
    }

    private static Result key(int tag, SrtpSuite suite, String info) {
        String[] fields = info.split("\\|", -1);
        long lifetime = SrtpMasterKey.LONGEST_LIFE;
        Mki mki = Mki.NONE;
        int next = 1;
        if (next < fields.length && fields[next].indexOf(':') < 0) {
            lifetime = lifetime(fields[next++]);
        }
        if (next < fields.length) {
            Optional<Mki> named = mki(fields[next++]);
            if (named.isEmpty()) {
                return skipped("master key identifier is not one of 1 to 128 octets");
            }
            mki = named.get();
        }
        if (lifetime < 0 || next < fields.length) {
            return skipped(lifetime < 0 ? "lifetime is not 1 to 2^48" : "key has too many fields");
        }
        Optional<Secret> octets = octets(fields[0], suite);
        if (octets.isEmpty()) {
            return skipped("key and salt are not " + (suite.keyBytes() + suite.saltBytes()) + " octets of base64");
        }
        return new Result.Usable(new CryptoAttribute(tag, new SrtpMasterKey(suite, octets.get(), mki, lifetime)));
    }

    private static Optional<Secret> octets(String base64, SrtpSuite suite) {
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
        Optional<Secret> secret = octets.length == suite.keyBytes() + suite.saltBytes()
                ? Optional.of(Secret.of(octets)) : Optional.empty();
        Arrays.fill(octets, (byte) 0);
        return secret;
    }

    /** -1 when it is none. */
    private static long lifetime(String text) {
        boolean power = text.startsWith("2^");
        String digits = power ? text.substring(2) : text;
        if (!isNumber(digits, LIFE_DIGITS) || digits.length() > 1 && digits.startsWith("0")) {
            return -1;
        }
        long number = Long.parseLong(digits);
        if (power) {
            return number <= 48 ? 1L << number : -1;
        }
        return number >= 1 && number <= SrtpMasterKey.LONGEST_LIFE ? number : -1;
    }

    private static Optional<Mki> mki(String text) {
        int colon = text.indexOf(':');
        String value = colon < 0 ? "" : text.substring(0, colon);
        String length = colon < 0 ? "" : text.substring(colon + 1);
        if (!isNumber(value, MKI_DIGITS) || !isNumber(length, 3) || value.startsWith("0") || length.startsWith("0")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Mki(new BigInteger(value), Integer.parseInt(length)));
        } catch (IllegalArgumentException outOfRange) {
            return Optional.empty();
        }
    }

    private static boolean isNumber(String text, int mostDigits) {
        return !text.isEmpty() && text.length() <= mostDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Result skipped(String why) {
        return new Result.Skipped(why);
    }
}
