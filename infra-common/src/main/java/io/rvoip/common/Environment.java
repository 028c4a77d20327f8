package io.rvoip.common;

/** What a deployment is for. */
public enum Environment {
    /** A developer's machine or a laboratory. */
    DEVELOPMENT,
    /** A rehearsal of production. */
    STAGING,
    /** People depend on it. */
    PRODUCTION;

    /** The name in configurations: {@code production}. */
    public String id() {
        return KebabCase.of(this);
    }

    /**
     * The environment called {@code id}.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    public static Environment of(String id) {
        return KebabCase.parse(Environment.class, "environment", id);
    }
}
