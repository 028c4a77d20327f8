package io.rvoip.sip;

import io.rvoip.common.SecurityProfile;

/**
 * What a message may cost. Beyond them it is refused with 400 (counts, identifiers) or 513 (sizes).
 *
 * @param messageBytes    the whole message, 1,024-16,777,216; its header section never exceeds 65,535 bytes
 * @param headers         header lines, 8-4,096
 * @param vias            Via values, 1-4,096
 * @param lineBytes       one header line with its folds, 256-65,535; the start line too
 * @param identifierBytes a tag, branch, Call-ID or method, 64-65,535
 */
public record ParseLimits(int messageBytes, int headers, int vias, int lineBytes, int identifierBytes) {
    /** 64 KiB, 256 headers, 70 Vias, 8 KiB a line, 512 bytes an identifier. */
    public static final ParseLimits DEFAULT = new ParseLimits(65_536, 256, 70, 8_192, 512);

    /** The sizes of a security profile: {@link #DEFAULT} up to standard, half of it under stricter ones, 16 KiB and 96 headers under government. */
    public static ParseLimits of(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT, STANDARD -> DEFAULT;
            case HIGH_SECURITY, ENTERPRISE -> new ParseLimits(32_768, 128, DEFAULT.vias, DEFAULT.lineBytes, DEFAULT.identifierBytes);
            case GOVERNMENT -> new ParseLimits(16_384, 96, DEFAULT.vias, DEFAULT.lineBytes, DEFAULT.identifierBytes);
        };
    }

    /** Checks the ranges. */
    public ParseLimits {
        range("messageBytes", messageBytes, 1_024, 16_777_216);
        range("headers", headers, 8, 4_096);
        range("vias", vias, 1, 4_096);
        range("lineBytes", lineBytes, 256, 65_535);
        range("identifierBytes", identifierBytes, 64, 65_535);
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + "-" + max + ")");
        }
    }
}
