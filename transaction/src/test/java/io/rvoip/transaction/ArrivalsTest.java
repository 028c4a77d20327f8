package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.SipRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();
    private long now = 1_000_000_000_000L;
    private int number;

    private boolean add(String method, Precedence precedence) {
        SipRequest request = Texts.requestOf(method, "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK" + ++number, "", "c" + number, 1);
        return arrivals.add(new Arrivals.Arrival(request, Texts.UDP, precedence, now));
    }

    private void pass(int millis) {
        now += Texts.millis(millis);
    }

    private List<String> all() {
        List<String> taken = new ArrayList<>();
        for (Arrivals.Arrival next = arrivals.next(now); next != null; next = arrivals.next(now)) {
            taken.add(next.message().callId() + (arrivals.isLate(next, now) ? " late" : ""));
        }
        assertThat(arrivals.isEmpty()).isTrue();
        return taken;
    }

    @Test
    void whatGoesOnGoesFirstThenCallsThenTheRest() {
        add("REGISTER", Precedence.OTHER);
        add("REGISTER", Precedence.OTHER_AGAIN);
        add("INVITE", Precedence.CALL);
        add("INVITE", Precedence.CALL_AGAIN);
        add("BYE", Precedence.FIRST);
        assertThat(all()).containsExactly("c5", "c4", "c3", "c2", "c1");
    }

    @Test
    void inTheirOrderWhileNothingWaitsForLong() {
        for (int i = 0; i < 3; i++) {
            add("INVITE", Precedence.CALL);
            pass(1);
        }
        assertThat(all()).containsExactly("c1", "c2", "c3");
    }

    @Test
    void theNewestFirstOnceTheOldestHasWaited() {
        for (int i = 0; i < 3; i++) {
            add("INVITE", Precedence.CALL);
            pass(3);
        }
        assertThat(all()).containsExactly("c3", "c2", "c1");
    }

    /** The first call waits until it is clear that the shard does not keep up. */
    private void stand() {
        add("INVITE", Precedence.CALL);
        pass(Arrivals.CALM_MILLIS + 1);
        arrivals.look(now);
        pass(Arrivals.STANDING_MILLIS);
        arrivals.look(now);
    }

    @Test
    void whatHasWaitedForTooLongIsTurnedAwayBeforeAnythingNewIsLetIn() {
        stand();
        add("REGISTER", Precedence.OTHER);
        add("BYE", Precedence.FIRST);
        pass(Arrivals.PATIENCE_MILLIS);
        add("INVITE", Precedence.CALL);
        assertThat(all()).containsExactly("c3", "c2 late", "c1 late", "c4");
    }

    @Test
    void somethingIsLetInHoweverManyAreTurnedAway() {
        stand();
        for (int i = 0; i < 100; i++) {
            add("INVITE", Precedence.CALL);
        }
        pass(Arrivals.PATIENCE_MILLIS);
        add("INVITE", Precedence.CALL);
        assertThat(all().subList(0, 9)).contains("c102").filteredOn(one -> one.endsWith("late")).hasSize(8);
    }

    @Test
    void afterAPauseAllIsWorkedOff() {
        add("INVITE", Precedence.CALL);
        add("REGISTER", Precedence.OTHER);
        pass(Arrivals.STANDING_MILLIS * 3);
        add("INVITE", Precedence.CALL);
        arrivals.look(now);
        assertThat(all()).containsExactly("c3", "c1", "c2");
    }

    @Test
    void onePauseAfterAnotherIsNoCrowd() {
        for (int i = 0; i < 10; i++) {
            add("INVITE", Precedence.CALL);
            pass(Arrivals.PATIENCE_MILLIS);
            arrivals.look(now);
            assertThat(all()).noneMatch(one -> one.endsWith("late"));
            if (i % 2 == 0) {
                arrivals.look(now); // nothing waits any more
            } else {
                pass(Arrivals.STANDING_MILLIS + 1);
            }
        }
    }

    @Test
    void aFloodOfOneKindDoesNotKeepOutTheOthers() {
        Map<Precedence, Integer> taken = new EnumMap<>(Precedence.class);
        for (int i = 0; i < 1600; i++) {
            add("BYE", Precedence.FIRST);
            add("INVITE", Precedence.CALL);
            add("REGISTER", Precedence.OTHER);
            taken.merge(arrivals.next(now).precedence(), 1, Integer::sum);
        }
        assertThat(taken.get(Precedence.OTHER)).as("the back of the order").isEqualTo(1600 / Arrivals.FAIR);
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i < Arrivals.MOST; i++) {
            assertThat(add("INVITE", Precedence.CALL)).isTrue();
        }
        assertThat(add("INVITE", Precedence.CALL)).isFalse();
        assertThat(add("BYE", Precedence.FIRST)).as("another kind").isTrue();
        List<String> left = all();
        assertThat(left).hasSize(Arrivals.MOST + 1).doesNotContain("c1").contains("c2");
    }

    @Test
    void aCancelLetsItsInviteGoBefore() {
        add("INVITE", Precedence.CALL);
        add("INVITE", Precedence.CALL);
        SipRequest cancel = Texts.requestOf("CANCEL", "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK2", "", "c2", 1);
        arrivals.add(new Arrivals.Arrival(cancel, Texts.UDP, Precedence.FIRST, now));
        assertThat(arrivals.next(now).message().callId()).isEqualTo("c2");
        assertThat(arrivals.next(now).message()).isSameAs(cancel);
        assertThat(all()).containsExactly("c1");
    }

    @Test
    void theCancelOfAnotherBranchLetsNothingIn() {
        add("INVITE", Precedence.CALL);
        SipRequest cancel = Texts.requestOf("CANCEL", "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKother", "", "c1", 1);
        arrivals.add(new Arrivals.Arrival(cancel, Texts.UDP, Precedence.FIRST, now));
        assertThat(arrivals.next(now).message()).isSameAs(cancel);
        assertThat(all()).containsExactly("c1");
    }
}
