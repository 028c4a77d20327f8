package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.CapacityConfig;
import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SECURITY.md 2.1: more calls than the house was declared for are refused on the wire, and those that are in go on. */
class RushTest {
    private static final int PLACES = 10;
    /** Four fifths: from here on new calls are let in no faster than at the declared peak. */
    private static final int CROWDED = 8;
    /** What may come at once when it is crowded; then one call in half a minute. */
    private static final int BURST = 10;
    private static final CapacityConfig TINY = new CapacityConfig(10, PLACES, Duration.ofMinutes(5), 1.0);

    private Target target;
    private Caller caller;
    private final List<TalkingCall> calls = new ArrayList<>();

    @BeforeEach
    void open() {
        target = Target.open(TINY);
        caller = Caller.udp(target, "alice");
    }

    @AfterEach
    void close() {
        caller.close();
        target.close();
    }

    @Test
    void inACrowdedHouseNewCallsComeNoFasterThanDeclared() {
        call(CROWDED);
        for (int i = 0; i < BURST; i++) {
            call(1);
            endOne();
        }
        assertRefused("rate");
        endOne();
        call(1); // no longer crowded
        assertRefused("rate");
        endAll();
    }

    @Test
    void aFullHouseLetsNobodyIn() {
        call(PLACES);
        assertRefused("capacity");
        endOne();
        call(1);
        assertRefused("capacity");
        endAll();
    }

    private void call(int more) {
        for (int i = 0; i < more; i++) {
            calls.add(TalkingCall.toEcho(caller, 9));
        }
    }

    private void assertRefused(String reason) {
        String counter = "rvoip_admission_rejected_total{reason=\"" + reason + "\"";
        double before = target.metric(counter);
        ReceivedSip answer = caller.ask(caller.signedWith(TalkingCall.sdp(9), "INVITE", Target.uri("echo"),
            "Content-Type: application/sdp"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).as("seconds").isBetween(1, 60);
        await().untilAsserted(() -> assertThat(target.metric(counter)).isEqualTo(before + 1));
        assertThat(target.counts().calls()).as("those that are in").isEqualTo(calls.size());
    }

    /** Its place is free a moment after its BYE is answered. */
    private void endOne() {
        calls.remove(0).end();
        await("a place").until(() -> target.counts().calls() == calls.size());
    }

    /** Each is still there to be ended. */
    private void endAll() {
        while (!calls.isEmpty()) {
            endOne();
        }
        target.assertSound();
    }
}
