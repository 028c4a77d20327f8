package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;

/** A phone that does nothing wrong, and must not notice what others do. */
final class GoodPhone implements AutoCloseable {
    private static final Duration PROMISED = Duration.ofMillis(200);
    /** The machine may stall, the office may not: of so many tries one must be as fast as promised. */
    private static final int TRIES = 4;

    private final Caller caller;

    GoodPhone(Target target) {
        caller = Caller.udp(target, "good");
        caller.register();
    }

    Caller caller() {
        return caller;
    }

    /** An OPTIONS passes, as quickly as promised (SECURITY P1). */
    void assertServed() {
        Duration fastest = Duration.ofHours(1);
        for (int i = 0; i < TRIES && fastest.compareTo(PROMISED) > 0; i++) {
            long start = System.nanoTime();
            ReceivedSip answer = caller.ask(caller.signed("OPTIONS", "sip:" + Target.DOMAIN));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            Duration took = Duration.ofNanos(answer.atNanos() - start);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }
        assertThat(fastest).as("time to answer a good OPTIONS").isLessThanOrEqualTo(PROMISED);
    }

    /** A call to the echo stands and ends. */
    void assertCanCall() {
        TalkingCall.toEcho(caller, 9).end();
    }

    @Override
    public void close() {
        caller.close();
    }
}
