package io.rvoip.common;

/** How much security a deployment insists on. A profile is a floor: single settings may be stricter, never weaker. */
public enum SecurityProfile {
    /** Plain signalling and media, for loopback and laboratories; said aloud wherever it is used. */
    DEVELOPMENT,
    /** Encrypted wherever the far end can; strangers are limited. */
    STANDARD,
    /** Encryption always. */
    HIGH_SECURITY,
    /** Encryption always, with keys the organisation manages. */
    ENTERPRISE,
    /** Encryption always, with certificates on both sides and allow-listed networks. */
    GOVERNMENT;

    /** The name in configurations: {@code high-security}. */
    public String id() {
        return KebabCase.of(this);
    }

    /**
     * The profile called {@code id}.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    public static SecurityProfile of(String id) {
        return KebabCase.parse(SecurityProfile.class, "security", id);
    }
}
