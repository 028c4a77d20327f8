package io.rvoip.engine.registrar;

/** What a {@link KeepAliveCore} wants done. */
interface KeepAliveSink {
    /** Send CRLFCRLF to this phone. */
    void ping(Binding binding);

    /** Send OPTIONS to this phone and tell {@link KeepAliveCore#outcome} how it went. */
    void probe(Binding binding);

    /** It did not answer as often as it takes, or answers again. */
    void reachable(Binding binding, boolean yes);
}
