package io.rvoip.session.offer;

import io.rvoip.sip.sdp.Media;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How long our packets are, given what the far end would like (RFC 3264 §5.1, §6.1; RFC 8866 §6.4, §6.5). */
final class PacketTime {
    private PacketTime() {}

    /**
     * The far end's {@code ptime} if we can, else our first; never over its {@code maxptime} unless we have nothing
     * shorter.
     *
     * @param possible at least one
     */
    static Duration choose(Media line, List<Duration> possible) {
        Optional<Duration> most = line.maxPtime();
        List<Duration> allowed = possible.stream()
                .filter(time -> most.isEmpty() || time.compareTo(most.get()) <= 0)
                .toList();
        if (allowed.isEmpty()) {
            return possible.stream().min(Comparator.naturalOrder()).orElseThrow();
        }
        return line.ptime().filter(allowed::contains).orElse(allowed.get(0));
    }
}
