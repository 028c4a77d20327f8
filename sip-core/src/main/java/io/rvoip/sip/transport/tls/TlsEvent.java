package io.rvoip.sip.transport.tls;

import java.time.Instant;

/** What an operator has to know about our certificate. */
public sealed interface TlsEvent {
    /** New files are in use; connections that were up keep what they had. */
    record Reloaded(Instant notAfter) implements TlsEvent { }

    /** An alarm: new files were refused and the old ones stay in use. */
    record ReloadFailed(String reason) implements TlsEvent { }

    /** An alarm: our certificate ends soon, or has ended. Told 30, 7 and 1 days before, and at the end. */
    record Expiring(Instant notAfter) implements TlsEvent { }

    /** Takes events in, on any thread; must not block. */
    @FunctionalInterface
    interface Listener {
        /** Drops them. */
        Listener NONE = event -> { };

        void happened(TlsEvent event);
    }
}
