package io.rvoip.engine.registrar;

import io.rvoip.sip.transport.Flow;
import java.util.function.Consumer;

/** How {@link KeepAlives} sends. Called on its loop; must not block. */
public interface KeepAliveTransport {
    /** Sends CRLFCRLF. */
    void ping(Flow flow);

    /**
     * Sends OPTIONS to a phone.
     *
     * @param answered is told once, on any thread, whether any final response came
     */
    void probe(Binding binding, Consumer<Boolean> answered);
}
