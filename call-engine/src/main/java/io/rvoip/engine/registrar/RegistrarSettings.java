package io.rvoip.engine.registrar;

import io.rvoip.common.Expect;
import java.time.Duration;

/**
 * What the registrar grants. Immutable; each wither gives a copy.
 *
 * @param minExpires shorter wishes get 423, 1 s to 1 hour (RFC 3261 §10.3 step 7)
 * @param maxExpires longer wishes are cut, 1 s to 30 days
 * @param defaultExpires for a REGISTER that does not say
 * @param leastJitter what is granted is shorter than what was asked for by at least this share, 0.0-0.5 …
 * @param mostJitter … and at most this one, so that the phones that came back together after a restart do not stay
 *     together; 0.0 for both turns it off. Nothing shorter than {@code minExpires} is granted
 * @param maxContacts contacts of one user, 1–100; each flow of a phone is one
 * @param flowTimer how often phones are to show signs of life on connections they registered as flows (RFC 5626 §5.4),
 *     5 s to 1 hour; below the idle time of connections, or they are closed in between. Over UDP nothing is said, as
 *     phones do it more often by themselves
 * @param wakeTimeout how long a call waits for a phone that was sent a push notification (RFC 8599), 1 s to 1 minute
 */
public record RegistrarSettings(
        Duration minExpires, Duration maxExpires, Duration defaultExpires, double leastJitter, double mostJitter,
        int maxContacts, Duration flowTimer, Duration wakeTimeout) {
    /** 60 s to 1 hour, 1 hour when nothing is said, 10–25 % shorter, 10 contacts, signs of life every 2 minutes, 20 s to wake up. */
    public static final RegistrarSettings DEFAULT = new RegistrarSettings(
            Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(1), 0.10, 0.25, 10, Duration.ofMinutes(2), Duration.ofSeconds(20));

    /** Checks the ranges. */
    public RegistrarSettings {
        Expect.inRange("minExpires", minExpires.toSeconds(), 1, 3600);
        Expect.inRange("maxExpires", maxExpires.toSeconds(), minExpires.toSeconds(), Duration.ofDays(30).toSeconds());
        Expect.inRange(
                "defaultExpires", defaultExpires.toSeconds(), minExpires.toSeconds(), maxExpires.toSeconds());
        Expect.inRange("leastJitter", leastJitter, 0.0, 0.5);
        Expect.inRange("mostJitter", mostJitter, leastJitter, 0.5);
        Expect.inRange("maxContacts", maxContacts, 1, 100);
        Expect.inRange("flowTimer", flowTimer.toSeconds(), 5, 3600);
        Expect.inRange("wakeTimeout", wakeTimeout.toSeconds(), 1, 60);
    }

    /** The same with other bounds of what is granted. */
    public RegistrarSettings withExpires(Duration least, Duration most, Duration otherwise) {
        return new RegistrarSettings(least, most, otherwise, leastJitter, mostJitter, maxContacts, flowTimer, wakeTimeout);
    }

    /** The same with another spread. */
    public RegistrarSettings withJitter(double least, double most) {
        return new RegistrarSettings(minExpires, maxExpires, defaultExpires, least, most, maxContacts, flowTimer, wakeTimeout);
    }

    /** The same with another time between signs of life of flows. */
    public RegistrarSettings withFlowTimer(Duration time) {
        return new RegistrarSettings(minExpires, maxExpires, defaultExpires, leastJitter, mostJitter, maxContacts, time, wakeTimeout);
    }

    /** The same with another time that calls wait for sleeping phones. */
    public RegistrarSettings withWakeTimeout(Duration time) {
        return new RegistrarSettings(
                minExpires, maxExpires, defaultExpires, leastJitter, mostJitter, maxContacts, flowTimer, time);
    }

    /** The same with another number of contacts for each user. */
    public RegistrarSettings withMaxContacts(int most) {
        return new RegistrarSettings(minExpires, maxExpires, defaultExpires, leastJitter, mostJitter, most, flowTimer, wakeTimeout);
    }
}
