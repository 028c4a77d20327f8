package io.rvoip.sip.trace;

/** Is told of each message on its way. Called on every loop that sends and receives: must return at once. */
@FunctionalInterface
public interface TraceSink {
    /** Tells nobody. */
    TraceSink NONE = message -> { };

    void traced(TracedMessage message);
}
