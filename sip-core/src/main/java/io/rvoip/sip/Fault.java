package io.rvoip.sip;

import org.jspecify.annotations.Nullable;

/**
 * Where and why a value could not be read. Readers return {@code null} and leave the reason here, so that hostile
 * input costs no exception. Keeps the first fault only. Confined to one parse; not thread-safe.
 */
public final class Fault {
    private @Nullable String reason;
    private int offset;

    /** Nothing noted yet. */
    public Fault() {}

    /** Notes a fault at a position of the array being read, and returns null for {@code return fault.at(…)}. */
    public <T> @Nullable T at(int offset, String reason) {
        if (this.reason == null) {
            this.reason = reason;
            this.offset = offset;
        }
        return null;
    }

    /** Whether a fault was noted. */
    public boolean present() {
        return reason != null;
    }

    /** The reason, or an empty text when there is no fault. */
    public String reason() {
        return reason == null ? "" : reason;
    }

    /** The position in the array that was read. */
    public int offset() {
        return offset;
    }

    /** Forgets what was noted. */
    public void clear() {
        reason = null;
        offset = 0;
    }
}
