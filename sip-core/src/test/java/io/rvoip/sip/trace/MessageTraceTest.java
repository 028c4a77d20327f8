package io.rvoip.sip.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTraceTest {
    private static final String INVITE = "INVITE sip:b@h SIP/2.0";

    private static TracedMessage of(String callId, int padding) {
        return Traced.out(0, INVITE, "Call-ID: " + callId, "Subject: " + "x".repeat(padding));
    }

    @Test
    void keepsACallInOrder() {
        MessageTrace trace = new MessageTrace(100_000);
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
        TracedMessage message = of("one", 10);
        MessageTrace trace = new MessageTrace(4L * message.weight());
        trace.add(message);
        trace.add(of("one", 10));
        trace.add(of("two", 10));
        trace.add(of("two", 10));
        trace.add(of("six", 10));
        assertThat(trace.messages("one")).isEmpty();
        assertThat(trace.messages("two")).hasSize(2);
        assertThat(trace.messages("six")).hasSize(1);
        assertThat(trace.forgotten()).isEqualTo(2);
    }

    @Test
    void aCallThatFillsItAloneLosesItsOwnFirstMessages() {
        TracedMessage first = of("one", 10);
        MessageTrace trace = new MessageTrace(3L * first.weight());
        trace.add(first);
        TracedMessage second = of("one", 10);
        trace.add(second);
        trace.add(of("one", 10));
        trace.add(of("one", 10));
        assertThat(trace.messages("one")).hasSize(3).startsWith(second);
    }

    @Test
    void whatIsLargerThanItAllIsNotKept() {
        MessageTrace trace = new MessageTrace(1_024);
        TracedMessage small = of("one", 1);
        trace.add(small);
        trace.add(of("two", 2_000));
        assertThat(trace.messages("two")).isEmpty();
        assertThat(trace.messages("one")).containsExactly(small);
        assertThatThrownBy(() -> new MessageTrace(1_023)).hasMessageStartingWith("budget: 1023");
    }

    @Property(tries = 200)
    void neverHoldsMoreThanItsBudgetAndCountsRightly(
            @ForAll @Size(max = 100) List<@IntRange(max = 9) Integer> calls, @ForAll @IntRange(min = 1_024, max = 8_000) int budget) {
        MessageTrace trace = new MessageTrace(budget);
        List<String> seen = new ArrayList<>();
        for (int call : calls) {
            trace.add(of("call-" + call, call * 300));
            seen.add("call-" + call);
            assertThat(trace.held()).isBetween(0L, (long) budget);
        }
        List<TracedMessage> kept = seen.stream().distinct().flatMap(call -> trace.messages(call).stream()).toList();
        assertThat(kept.stream().mapToLong(TracedMessage::weight).sum()).isEqualTo(trace.held());
        assertThat(kept.size() + trace.forgotten()).isEqualTo(calls.size());
    }
}
