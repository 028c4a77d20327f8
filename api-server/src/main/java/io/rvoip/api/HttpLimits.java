package io.rvoip.api;

import io.rvoip.common.Expect;
import io.rvoip.common.Rate;
import java.time.Duration;

/**
 * The bounds of HTTP.
 *
 * @param connections open at once, 1–100,000; more are closed when they come
 * @param connectionsPerSource of one address, 1–100,000
 * @param requestLine octets of method and path, 256–65,536; more is 414
 * @param headers octets of all header fields, 1,024–262,144; more is 431
 * @param body octets of a body, 0–1,048,576; more is 413
 * @param pipelined requests waiting on one connection, 1–1,000; more closes it
 * @param requestTimeout within which a request must have come whole, and the first one must begin; its answer must be
 *     read within this and {@code actionTimeout} together
 * @param idleTimeout between requests
 * @param actionTimeout how long an action is waited for before it is answered as pending
 * @param requests of one key; more is 429
 * @param failures of credentials, for one IPv4 /24 or IPv6 /64; beyond it keys from there are not looked at: 429
 */
public record HttpLimits(int connections, int connectionsPerSource, int requestLine, int headers, int body,
        int pipelined, Duration requestTimeout, Duration idleTimeout, Duration actionTimeout, Rate requests,
        Rate failures) {
    private static final int MOST_CONNECTIONS = 100_000;

    /** Checks the ranges. */
    public HttpLimits {
        Expect.inRange("connections", connections, 1, MOST_CONNECTIONS);
        Expect.inRange("connectionsPerSource", connectionsPerSource, 1, MOST_CONNECTIONS);
        Expect.inRange("requestLine", requestLine, 256, 65_536);
        Expect.inRange("headers", headers, 1024, 262_144);
        Expect.inRange("body", body, 0, 1 << 20);
        Expect.inRange("pipelined", pipelined, 1, 1000);
        Expect.positive("requestTimeout", requestTimeout);
        Expect.positive("idleTimeout", idleTimeout);
        Expect.positive("actionTimeout", actionTimeout);
    }

    /**
     * 512 connections, 64 from one address; lines of 8 KiB, headers of 16 KiB, bodies of 64 KiB; 8 requests
     * pipelined; 10 s for a request, 60 s between two, 5 s for an action; 100 requests/s for a key (200 at once), one
     * failure a second for a prefix (20 at once).
     */
    public static HttpLimits standard() {
        return new HttpLimits(512, 64, 8192, 16_384, 65_536, 8, Duration.ofSeconds(10), Duration.ofSeconds(60),
                Duration.ofSeconds(5), new Rate(100, 200), new Rate(1, 20));
    }

    /** With other bounds on connections. */
    public HttpLimits withConnections(int all, int perSource) {
        return new HttpLimits(all, perSource, requestLine, headers, body, pipelined, requestTimeout, idleTimeout,
                actionTimeout, requests, failures);
    }

    /** With other sizes. */
    public HttpLimits withSizes(int line, int headerOctets, int bodyOctets) {
        return new HttpLimits(connections, connectionsPerSource, line, headerOctets, bodyOctets, pipelined,
                requestTimeout, idleTimeout, actionTimeout, requests, failures);
    }

    /** With other waiting times. */
    public HttpLimits withTimeouts(Duration request, Duration idle, Duration action) {
        return new HttpLimits(connections, connectionsPerSource, requestLine, headers, body, pipelined, request, idle,
                action, requests, failures);
    }

    /** With other rates. */
    public HttpLimits withRates(Rate requestsOfKey, Rate failuresOfSource) {
        return new HttpLimits(connections, connectionsPerSource, requestLine, headers, body, pipelined, requestTimeout,
                idleTimeout, actionTimeout, requestsOfKey, failuresOfSource);
    }
}
