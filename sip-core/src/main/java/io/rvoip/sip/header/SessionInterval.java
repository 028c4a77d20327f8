package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a session lives without a refresh: the value of Session-Expires and of Min-SE (RFC 4028 §4, §5).
 *
 * @param seconds 0..2^32-1; the RFC wants at least 90, which is the reader's business
 */
public record SessionInterval(long seconds, Parameters parameters) {
    private static final long MAX = 0xffff_ffffL;
    private static final String REFRESHER = "refresher";

    /** Checks the range. */
    public SessionInterval {
        if (seconds < 0 || seconds > MAX) {
            throw new SipSyntaxException("session interval: " + seconds + " (expected: 0-" + MAX + " s)");
        }
    }

    /** Seconds alone. */
    public static SessionInterval of(long seconds) {
        return new SessionInterval(seconds, Parameters.NONE);
    }

    /** The same interval, kept up by this side. */
    public SessionInterval withRefresher(Refresher who) {
        return new SessionInterval(seconds, parameters.with(REFRESHER, who.text()));
    }

    /** Who refreshes; empty where it is open, or not understood. */
    public Optional<Refresher> refresher() {
        return parameters.get(REFRESHER).flatMap(SessionInterval::named);
    }

    private static Optional<Refresher> named(String text) {
        for (Refresher each : Refresher.values()) {
            if (each.text().equalsIgnoreCase(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable SessionInterval read(byte[] s, int from, int to, Fault fault) {
        int digits = Chars.skip(s, from, to, Chars.DIGIT);
        long seconds = Chars.number(s, from, digits, MAX);
        if (seconds < 0) {
            return fault.at(from, "malformed number (expected: 0-" + MAX + ")");
        }
        Parameters parameters = Parameters.read(s, digits, to, fault);
        return parameters == null ? null : new SessionInterval(seconds, parameters);
    }

    @Override
    public String toString() {
        return seconds + parameters.toString();
    }
}
