package io.rvoip.rtp.transport;

import io.rvoip.rtp.internal.Check;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Which ports media may use.
 *
 * @param address to bind
 * @param firstPort even, 1,024 to 65,534
 * @param lastPort odd, above {@code firstPort}, at most 65,535
 * @param quarantine how long a released pair rests before it is used again, so that late packets of one call do not
 *     reach the next, 0 to 10 min
 */
public record MediaPortSettings(InetAddress address, int firstPort, int lastPort, Duration quarantine) {
    /** Checks the ranges. */
    public MediaPortSettings {
        Check.range("firstPort", firstPort, 1_024, 65_534);
        Check.range("lastPort", lastPort, firstPort + 1, 65_535);
        if (firstPort % 2 != 0) {
            throw new IllegalArgumentException("firstPort: " + firstPort + " (expected: an even port)");
        }
        if (lastPort % 2 == 0) {
            throw new IllegalArgumentException("lastPort: " + lastPort + " (expected: an odd port)");
        }
        Check.millis("quarantine", quarantine, 0, 600_000);
    }

    /** Ports of {@code address} with a quarantine of 5 s. */
    public static MediaPortSettings of(InetAddress address, int firstPort, int lastPort) {
        return new MediaPortSettings(address, firstPort, lastPort, Duration.ofSeconds(5));
    }

    /** These settings with another quarantine. */
    public MediaPortSettings withQuarantine(Duration rest) {
        return new MediaPortSettings(address, firstPort, lastPort, rest);
    }

    /** How many pairs there are. */
    public int pairs() {
        return (lastPort - firstPort + 1) / 2;
    }
}
