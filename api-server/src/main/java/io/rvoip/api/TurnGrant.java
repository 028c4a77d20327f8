package io.rvoip.api;

import io.rvoip.common.Secret;
import java.time.Duration;
import java.util.List;

/**
 * What a client needs to use the platform's TURN server for a while.
 *
 * @param username with the time it ends
 * @param password that belongs to it
 * @param life how long it is good
 * @param uris of the servers (RFC 7064, RFC 7065)
 */
public record TurnGrant(String username, Secret password, Duration life, List<String> uris) {
    /** Copies the list. */
    public TurnGrant {
        uris = List.copyOf(uris);
    }
}
