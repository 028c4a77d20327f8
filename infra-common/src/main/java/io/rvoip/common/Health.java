package io.rvoip.common;

import java.util.List;

/**
 * How something is, and how its parts are.
 *
 * @param name what it is about
 * @param status the verdict
 * @param message why, for people; empty when there is nothing to say
 * @param parts the same of its parts
 */
public record Health(String name, Status status, String message, List<Health> parts) {
    /** The verdicts. */
    public enum Status {
        /** Does all it should. */
        HEALTHY,
        /** Works with less than it should have. */
        DEGRADED,
        /** Does not do its work. */
        UNHEALTHY,
        /** Not started, or nothing measured yet. */
        UNKNOWN
    }

    /** Checks the name and copies the parts. */
    public Health {
        Expect.notBlank("name", name);
        parts = List.copyOf(parts);
    }

    /** All is well. */
    public static Health healthy(String name) {
        return new Health(name, Status.HEALTHY, "", List.of());
    }

    /** Works, but not fully. */
    public static Health degraded(String name, String why) {
        return new Health(name, Status.DEGRADED, why, List.of());
    }

    /** Does not work. */
    public static Health unhealthy(String name, String why) {
        return new Health(name, Status.UNHEALTHY, why, List.of());
    }

    /** Cannot be told. */
    public static Health unknown(String name, String why) {
        return new Health(name, Status.UNKNOWN, why, List.of());
    }

    /**
     * A whole and its parts: unhealthy when all parts are, degraded when some part is unhealthy or degraded, unknown
     * when some part is or there is none.
     */
    public static Health of(String name, List<Health> parts) {
        return new Health(name, verdict(parts), "", parts);
    }

    /** Whether the status is {@link Status#HEALTHY}. */
    public boolean isHealthy() {
        return status == Status.HEALTHY;
    }

    private static Status verdict(List<Health> parts) {
        int unhealthy = count(parts, Status.UNHEALTHY);
        if (unhealthy > 0 && unhealthy == parts.size()) {
            return Status.UNHEALTHY;
        }
        if (unhealthy > 0 || count(parts, Status.DEGRADED) > 0) {
            return Status.DEGRADED;
        }
        return parts.isEmpty() || count(parts, Status.UNKNOWN) > 0 ? Status.UNKNOWN : Status.HEALTHY;
    }

    private static int count(List<Health> parts, Status status) {
        return (int) parts.stream().filter(part -> part.status == status).count();
    }
}
