package io.rvoip.presets;

import io.rvoip.common.Secret;
import java.util.List;
import java.util.Optional;

/**
 * A STUN or TURN server.
 *
 * @param urls as in {@code stun:192.0.2.1:3478}
 * @param username for TURN
 * @param credential for TURN
 */
public record IceServer(List<String> urls, Optional<String> username, Optional<Secret> credential) {
    /** Checks and copies the URLs. */
    public IceServer {
        urls = List.copyOf(urls);
        for (String url : urls) {
            if (!url.matches("(stuns?|turns?):.+")) {
                throw new IllegalArgumentException("urls: \"" + url + "\" (expected: stun:, stuns:, turn: or turns:)");
            }
        }
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("urls: none (expected: at least one)");
        }
    }

    /** A STUN server. */
    public static IceServer stun(String url) {
        return new IceServer(List.of(url), Optional.empty(), Optional.empty());
    }
}
