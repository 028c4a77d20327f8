package io.rvoip.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How pictures are encoded, as descriptions say it. They are forwarded and never decoded, so any encoding will do.
 *
 * @param encoding its name, kept as given and compared without case
 * @param clockRate RTP timestamp units a second, 1,000 to 192,000; nearly always 90,000
 * @param parameters of the receiver, as in {@code a=fmtp}; empty: none, at most {@link #LONGEST} characters
 */
public record VideoFormat(String encoding, int clockRate, String parameters) {
    /** Characters of parameters at most. */
    public static final int LONGEST = 512;

    /** Which parameters tell one format from another of the same encoding, and what they are where nothing is said. */
    private static final Map<String, List<String[]>> DISTINCT = Map.of(
            "H264", List.<String[]>of(new String[] {"packetization-mode", "0"}, new String[] {"profile-level-id", "42000a"}),
            "VP9", List.<String[]>of(new String[] {"profile-id", "0"}),
            "AV1", List.<String[]>of(new String[] {"profile", "0"}),
            "H265", List.<String[]>of(new String[] {"profile-id", "1"}, new String[] {"tx-mode", "SRST"}));

    private static final int PROFILE_DIGITS = 4;

    /** Checks the ranges. */
    public VideoFormat {
        if (encoding.isBlank() || encoding.length() > LONGEST) {
            throw new IllegalArgumentException("encoding: " + encoding.length() + " characters (expected: a name)");
        }
        if (clockRate < 1_000 || clockRate > 192_000) {
            throw new IllegalArgumentException("clockRate: " + clockRate + " (expected: 1000-192000)");
        }
        if (parameters.length() > LONGEST) {
            throw new IllegalArgumentException("parameters: " + parameters.length() + " characters (expected: at most " + LONGEST + ")");
        }
    }

    /**
     * Whether who takes the one takes the other: the same encoding in the same profile, packetised in the same way. The level
     * may differ (RFC 6184 section 8.2.2): what each receiver can do is said in its own parameters.
     */
    public boolean matches(VideoFormat other) {
        return encoding.equalsIgnoreCase(other.encoding) && clockRate == other.clockRate && kind().equals(other.kind());
    }

    /** The same for all that match. */
    public String key() {
        return encoding.toUpperCase(Locale.ROOT) + kind();
    }

    private List<String> kind() {
        List<String> kind = new ArrayList<>();
        for (String[] known : DISTINCT.getOrDefault(encoding.toUpperCase(Locale.ROOT), List.of())) {
            String value = parameter(known[0], known[1]).toLowerCase(Locale.ROOT);
            boolean profile = known[0].equals("profile-level-id") && value.length() > PROFILE_DIGITS;
            kind.add(profile ? value.substring(0, PROFILE_DIGITS) : value);
        }
        return kind;
    }

    private String parameter(String name, String otherwise) {
        for (String part : parameters.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).trim().equalsIgnoreCase(name)) {
                return part.substring(equals + 1).trim();
            }
        }
        return otherwise;
    }
}
