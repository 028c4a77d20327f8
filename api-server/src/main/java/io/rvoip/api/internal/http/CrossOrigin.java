package io.rvoip.api.internal.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;
import java.util.Set;

/**
 * Leave for pages of others to read answers (CORS, by the Fetch standard): where the contract has OPTIONS for a path, for the
 * pages that are listed, and never with cookies, of which there are none.
 */
final class CrossOrigin {
    private static final String PREFLIGHT = "OPTIONS";

    private CrossOrigin() {}

    /** Whether a path with these methods is meant for pages of others too. */
    static boolean opens(Set<String> methods) {
        return methods.contains(PREFLIGHT);
    }

    /** @param page the origin that may read the answer; empty where none of others may */
    static void fill(HttpHeaders headers, Optional<String> page, Set<String> methods) {
        if (opens(methods)) {
            headers.add("Vary", "Origin");
        }
        page.ifPresent(origin -> {
            headers.set("Access-Control-Allow-Origin", origin);
            headers.set("Access-Control-Expose-Headers", "Location, ETag, Link, Retry-After, Accept-Post, Accept-Patch");
            headers.set("Access-Control-Allow-Methods", String.join(", ", methods));
            headers.set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match");
            headers.set("Access-Control-Max-Age", "600");
        });
    }
}
