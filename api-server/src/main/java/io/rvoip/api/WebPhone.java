package io.rvoip.api;

import io.rvoip.api.internal.web.PageFiles;
import java.util.List;
import java.util.function.Supplier;

/**
 * The telephone for browsers, a page at {@code /phone}: what it is told of the platform it belongs to. Nothing of it is secret,
 * for whoever opens the page reads it before signing in.
 *
 * @param domain of the accounts
 * @param servers where SIP is spoken over WebSocket, as in {@code wss://phone.example.com:7443}; without a host, as in
 *     {@code wss://:7443}, it is the one by which the page was reached. Asked on loops, so it must not block
 * @param stunServers that tell browsers their public addresses, as in {@code stun:192.0.2.1:3478}; asked on loops
 * @param relays whether users get credentials for a TURN server at {@code /v1/turn/credentials}
 */
public record WebPhone(String domain, Supplier<List<String>> servers, Supplier<List<String>> stunServers, boolean relays) {
    /** Where the page is. */
    public static final String PATH = "/phone";

    /** Whether this build has the page: a build without npm, or without what npm fetches, leaves it out. */
    public static boolean isBuilt() {
        return PageFiles.areThere();
    }
}
