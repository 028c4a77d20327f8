package io.rvoip.sip.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageTraceTest {
    private static final int NAME = 200;
    private static final String INVITE = "INVITE sip:b@h SIP/2.0";

    private static TracedMessage of(String callId, int padding) {
        return Traced.out(0, INVITE, "Call-ID: " + callId, "Subject: " + "x".repeat(padding));
    }

    @Test
    void keepsACallInOrder() {
        MessageTrace trace = new MessageTrace(100_000, 100_000);
        TracedMessage first = of("one", 1);
        TracedMessage second = of("one", 2);
        trace.add(first);
        trace.add(of("two", 3));
        trace.add(second);
        assertThat(trace.messages("one")).containsExactly(first, second);
        assertThat(trace.messages("nobody")).isEmpty();
        assertThat(trace.forgotten()).isZero();
    }

    @Test
    void forgetsTheOldestCallAsAWhole() {
        TracedMessage message = of("one", 1_000);
        MessageTrace trace = new MessageTrace(4L * message.weight() + 2 * NAME, 100_000);
        trace.add(message);
        trace.add(of("one", 1_000));
        trace.add(of("two", 1_000));
        trace.add(of("two", 1_000));
        trace.add(of("six", 1_000));
        assertThat(trace.messages("one")).isEmpty();
        assertThat(trace.messages("two")).hasSize(2);
        assertThat(trace.messages("six")).hasSize(1);
        assertThat(trace.forgotten()).isEqualTo(2L * message.weight() + NAME);
    }

    @Test
    void aCallThatHasItsShareLosesItsOwnFirstMessages() {
        TracedMessage first = of("one", 10);
        MessageTrace trace = new MessageTrace(100_000, 3L * first.weight() + NAME);
        trace.add(of("two", 10));
        trace.add(first);
        TracedMessage second = of("one", 10);
        trace.add(second);
        trace.add(of("one", 10));
        trace.add(of("one", 10));
        assertThat(trace.messages("one")).hasSize(3).startsWith(second);
        assertThat(trace.messages("two")).hasSize(1);
    }

    @Test
    void whatIsLargerThanTheShareIsNotKept() {
        MessageTrace trace = new MessageTrace(4_096, 2_000);
        TracedMessage small = of("one", 1);
        trace.add(small);
        trace.add(of("one", 2_000));
        trace.add(of("two", 2_000));
        assertThat(trace.messages("two")).isEmpty();
        assertThat(trace.messages("one")).containsExactly(small);
        assertThatThrownBy(() -> new MessageTrace(4_095, 1)).hasMessageStartingWith("budget: 4095");
    }

    @Test
    void onlyAnInviteBeginsACall() {
        MessageTrace trace = new MessageTrace(4_096, 4_096);
        trace.add(Traced.out(0, "OPTIONS sip:h SIP/2.0", "CSeq: 1 OPTIONS"));
        trace.add(Traced.in(0, "SIP/2.0 200 OK"));
        assertThat(trace.held()).isZero();
        trace.add(Traced.out(1, INVITE));
        trace.add(Traced.in(2, "SIP/2.0 200 OK"));
        assertThat(trace.messages("one")).hasSize(2);
    }

    @Test
    void joinedCallsAreOneWhicheverCameFirstAndGoTogether() {
        MessageTrace trace = new MessageTrace(8_000, 8_000);
        TracedMessage in = Traced.in(1, INVITE, "Call-ID: in");
        TracedMessage out = Traced.out(2, INVITE, "Call-ID: out");
        TracedMessage answer = Traced.out(3, "SIP/2.0 200 OK", "Call-ID: in");
        trace.add(in);
        trace.add(out);
        trace.join("call", "in");
        trace.join("call", "out");
        trace.join("call", "later");
        trace.add(answer);
        TracedMessage later = Traced.out(4, INVITE, "Call-ID: later");
        trace.add(later);
        for (String name : List.of("call", "in", "out", "later")) {
            assertThat(trace.messages(name)).as(name).containsExactly(in, out, answer, later);
        }
        assertThat(trace.held()).isEqualTo(4L * NAME + trace.messages("call").stream().mapToLong(TracedMessage::weight).sum());
        trace.add(of("other", 6_000));
        assertThat(trace.messages("in")).isEmpty();
        assertThat(trace.messages("call")).isEmpty();
        assertThat(trace.messages("other")).hasSize(1);
    }

    @Property(tries = 200)
    void neverHoldsMoreThanItsBudgetAndCountsRightly(
            @ForAll @Size(max = 100) List<@IntRange(max = 9) Integer> calls, @ForAll @IntRange(min = 4_096, max = 12_000) int budget,
            @ForAll @IntRange(min = 1_024, max = 12_000) int share) {
        MessageTrace trace = new MessageTrace(budget, share);
        Set<String> seen = new HashSet<>();
        for (int call : calls) {
            trace.add(of("call-" + call, call * 300));
            trace.join("half-" + call % 2, "call-" + (call + 3) % 10);
            seen.addAll(List.of("call-" + call, "half-" + call % 2, "call-" + (call + 3) % 10));
            assertThat(trace.held()).isBetween(0L, (long) budget);
            Set<TracedMessage> kept = Collections.newSetFromMap(new IdentityHashMap<>());
            seen.forEach(name -> kept.addAll(trace.messages(name)));
            long messages = kept.stream().mapToLong(TracedMessage::weight).sum();
            assertThat(trace.held() - messages).isBetween(0L, (long) NAME * seen.size()).matches(names -> names % NAME == 0);
        }
    }
}
