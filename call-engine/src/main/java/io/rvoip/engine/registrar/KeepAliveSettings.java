package io.rvoip.engine.registrar;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * How phones are kept reachable from our side, beside what they do themselves. Immutable; each wither gives a copy.
 *
 * @param kind what is sent
 * @param interval between two of them to one phone, 5 s to 1 hour; many NATs forget UDP after 30 s
 * @param everybody false keeps only phones behind a NAT, true all
 * @param tries OPTIONS unanswered in a row that make a phone unreachable, 1–20
 * @param removeUnreachable true removes its binding, false keeps it and marks it
 */
public record KeepAliveSettings(
        Kind kind, Duration interval, boolean everybody, int tries, boolean removeUnreachable) {
    /** CRLF every 25 seconds to phones behind a NAT. */
    public static final KeepAliveSettings DEFAULT =
            new KeepAliveSettings(Kind.CRLF, Duration.ofSeconds(25), false, 3, false);

    /** What keeps a phone reachable. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** Four bytes (RFC 5626 §3.5.1): keeps the NAT open and learns nothing. */
        CRLF,
        /** A request: also tells whether the phone is there. */
        OPTIONS
    }

    /** Checks the ranges. */
    public KeepAliveSettings {
        Expect.inRange("interval", interval.toSeconds(), 5, 3600);
        Expect.inRange("tries", tries, 1, 20);
    }

    /** The same with another kind. */
    public KeepAliveSettings withKind(Kind other) {
        return new KeepAliveSettings(other, interval, everybody, tries, removeUnreachable);
    }

    /** The same with another interval. */
    public KeepAliveSettings withInterval(Duration other) {
        return new KeepAliveSettings(kind, other, everybody, tries, removeUnreachable);
    }

    /** The same for everybody, or only for phones behind a NAT. */
    public KeepAliveSettings withEverybody(boolean yes) {
        return new KeepAliveSettings(kind, interval, yes, tries, removeUnreachable);
    }

    /** The same with another number of tries. */
    public KeepAliveSettings withTries(int most) {
        return new KeepAliveSettings(kind, interval, everybody, most, removeUnreachable);
    }

    /** The same, unreachable bindings removed or kept. */
    public KeepAliveSettings withRemoveUnreachable(boolean yes) {
        return new KeepAliveSettings(kind, interval, everybody, tries, yes);
    }
}
