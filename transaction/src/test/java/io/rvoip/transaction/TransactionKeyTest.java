package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.Method;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TransactionKeyTest {
    private static final List<Method> METHODS = List.of(Method.INVITE, Method.CANCEL, Method.of("invite"));
    /** Two of these have the same hash code. */
    private static final List<String> TEXTS = List.of("Aa", "BB", "c");

    private static TransactionKey key(int number) {
        return new TransactionKey(
                TEXTS.get(number % 3), TEXTS.get(number / 3 % 3), number / 9 % 3 - 1, METHODS.get(number / 27 % 3));
    }

    @Property
    void areOrderedInStepWithEquals(@ForAll @IntRange(max = 80) int one, @ForAll @IntRange(max = 80) int other) {
        int order = key(one).compareTo(key(other));
        assertThat(order == 0).isEqualTo(key(one).equals(key(other))).isEqualTo(one == other);
        assertThat(Integer.signum(order)).isEqualTo(-Integer.signum(key(other).compareTo(key(one))));
    }

    @Test
    void ofAnAckIsThatOfItsInvite() {
        assertThat(TransactionKey.of(Texts.request("ACK", "z9hG4bKx")))
                .isEqualTo(TransactionKey.of(Texts.request("INVITE", "z9hG4bKx")));
    }

    @Test
    void ofACancelIsItsOwnAndLeadsToTheInvite() {
        TransactionKey cancel = TransactionKey.of(Texts.request("CANCEL", "z9hG4bKx"));
        TransactionKey invite = TransactionKey.of(Texts.request("INVITE", "z9hG4bKx"));
        assertThat(cancel).isNotEqualTo(invite);
        assertThat(cancel.withMethod(Method.INVITE)).isEqualTo(invite);
    }
}
