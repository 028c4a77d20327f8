package io.rvoip.api;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a key may do. */
public enum Scope {
    /** See calls. */
    CALLS_READ("calls:read"),
    /** End calls. */
    CALLS_WRITE("calls:write"),
    /** See the SIP messages of calls. */
    TRACES_READ("traces:read"),
    /** See who is registered from where. */
    REGISTRATIONS_READ("registrations:read"),
    /** Remove registrations. */
    REGISTRATIONS_WRITE("registrations:write"),
    /** See figures and the details of health. */
    METRICS_READ("metrics:read"),
    /** Check the audit log. */
    AUDIT_READ("audit:read"),
    /** Get credentials for the TURN server, for any user. */
    TURN_ISSUE("turn:issue"),
    /** Begin calls by WebRTC-HTTP, as whom the key is named after, and end those. */
    WHIP("whip"),
    /** Listen to events. */
    EVENTS_READ("events:read"),
    /** Everything. */
    ADMIN("admin");

    private final String id;

    Scope(String id) {
        this.id = id;
    }

    /** The name in configurations and in the contract: {@code calls:read}. */
    public String id() {
        return id;
    }

    /**
     * The scope called {@code id}.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    public static Scope of(String id) {
        for (Scope scope : values()) {
            if (scope.id.equals(id)) {
                return scope;
            }
        }
        String known = Arrays.stream(values()).map(Scope::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("scope: " + id + " (expected: " + known + ")");
    }
}
