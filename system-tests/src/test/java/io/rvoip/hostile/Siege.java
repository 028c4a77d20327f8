package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * An office, a phone that does nothing wrong, and attackers, each in a network of its own. After every attack the phone
 * is served as if nothing had been, and at the end nobody was answered twice.
 */
abstract class Siege {
    /** An answer that is dropped, or a second one, would have come by then: the good phone's came after it. */
    private static final Duration AFTERWARDS = Duration.ofMillis(20);
    /** Longer than T1 and its first doubling: the first two repetitions of a response would be seen. */
    private static final Duration REPETITIONS = Duration.ofMillis(1600);

    static Target target;
    static GoodPhone good;
    private static final List<Caller> WATCHED = new ArrayList<>();
    private static int network;

    @BeforeAll
    static void lay() {
        target = Target.open();
        good = new GoodPhone(target);
    }

    @AfterAll
    static void lift() throws InterruptedException {
        try {
            Thread.sleep(REPETITIONS.toMillis());
            for (Caller attacker : WATCHED) {
                assertThat(attacker.next(Duration.ofMillis(1))).as("repeated to an attacker").isEmpty();
            }
            good.assertCanCall();
            target.assertSound();
        } finally {
            WATCHED.forEach(Caller::close);
            WATCHED.clear();
            good.close();
            target.close();
        }
    }

    /** Somebody in a network that nobody was in before, who knows alice's password. */
    static Caller attacker() {
        network++;
        return Caller.udp(target, "alice", "127." + (1 + network / 250) + "." + (1 + network % 250) + ".1");
    }

    /** The attack, its answer, its count, and the good phone after it. */
    static void endure(Attack attack, Caller attacker) {
        byte[] input = attack.input().apply(attacker);
        double before = attack.counter().isEmpty() ? 0 : target.metric(attack.counter());
        attacker.socket().send(input);
        Optional<ReceivedSip> answer = attack.mayBeDropped() ? Optional.empty() : answer(attacker, Caller.SOON);
        answer.ifPresent(got -> settle(attacker, input, got));
        good.assertServed();
        if (attack.mayBeDropped()) {
            answer = answer(attacker, AFTERWARDS);
        }
        assertThat(attack.answers()).as(answer.map(ReceivedSip::toString).orElse("no answer"))
            .contains(answer.map(ReceivedSip::status).orElse(Attack.DROPPED));
        assertThat(attacker.next(AFTERWARDS)).as("more than one answer").isEmpty();
        if (!attack.counter().isEmpty()) {
            assertThat(target.metric(attack.counter())).as(attack.counter()).isGreaterThan(before);
        }
        target.assertSound();
        WATCHED.add(attacker);
    }

    private static Optional<ReceivedSip> answer(Caller attacker, Duration within) {
        while (true) {
            Optional<ReceivedSip> next = attacker.next(within);
            if (next.isEmpty() || next.get().status() >= 200) {
                return next;
            }
        }
    }

    /** Takes an INVITE to its end, so that nothing is repeated for lack of manners. */
    private static void settle(Caller attacker, byte[] input, ReceivedSip answer) {
        String raw = new String(input, StandardCharsets.UTF_8);
        if (!raw.startsWith("INVITE ")) {
            return;
        }
        if (answer.status() >= 300) {
            attacker.send(SipText.read(raw).ack(answer.text(), ""));
        } else {
            TalkingCall.accepted(attacker, raw, answer).end();
        }
    }
}
