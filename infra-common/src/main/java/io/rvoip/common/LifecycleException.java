package io.rvoip.common;

import java.util.List;

/**
 * Components failed to start or to stop. The cause is the first failure; failures that followed from it are suppressed
 * exceptions.
 */
public final class LifecycleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String component;

    LifecycleException(String component, String doing, Throwable cause) {
        super("component " + component + " failed to " + doing + ": " + cause, cause);
        this.component = component;
    }

    LifecycleException with(List<LifecycleException> more) {
        more.forEach(this::addSuppressed);
        return this;
    }

    /** The component that failed first. */
    public String component() {
        return component;
    }
}
