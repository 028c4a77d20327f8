package io.rvoip.builder;

/**
 * UDP ports for media, both ends included: {@code 20000-20999}.
 *
 * @param first 1024–65535
 * @param last not below {@code first}
 */
public record PortRange(int first, int last) {
    private static final int LOWEST = 1024;
    private static final int HIGHEST = 65_535;

    /** Checks the range. */
    public PortRange {
        if (first < LOWEST || last > HIGHEST || last < first) {
            throw new IllegalArgumentException("ports: " + first + "-" + last + " (expected: FIRST-LAST within 1024-65535)");
        }
    }

    /**
     * Reads {@code 20000-20999}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        try {
            return new PortRange(Integer.parseInt(text.substring(0, Math.max(0, dash)).strip()),
                Integer.parseInt(text.substring(dash + 1).strip()));
        } catch (NumberFormatException notNumbers) {
            throw new IllegalArgumentException("ports: \"" + text + "\" (expected: FIRST-LAST, as in 20000-20999)", notNumbers);
        }
    }

    /** The first even port: RTP takes even ones, RTCP the odd ones above (RFC 3550 §11). */
    int firstRtp() {
        return first + (first & 1);
    }

    /** The last odd port. */
    int lastRtcp() {
        return last - 1 + (last & 1);
    }

    /** How many ports make up pairs of RTP and RTCP. */
    public int count() {
        return Math.max(0, lastRtcp() - firstRtp() + 1);
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
