package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Thousands of calls between two whole stacks over a bad network, with hang-ups, cancels and holds at random moments
 * on both sides, before the answer too where provisional responses are reliable, and some calls
 * long enough for session timers: each ends in a stated way, and then nothing is left.
 */
class ChaosTest {
    /** Calls for each seed: {@code -Drvoip.chaos.calls=25000} makes it 100,000 in total. */
    private static final int CALLS = Integer.getInteger("rvoip.chaos.calls", 800);
    private static final int WITHIN_MILLIS = 75 * CALLS;
    private static final LinkConditions BAD = LinkConditions.PERFECT
            .withLoss(0.2)
            .withDelay(Duration.ofMillis(5), Duration.ofMillis(80))
            .withDuplication(0.05)
            .withReordering(0.1);

    private final ManualTime time = new ManualTime();
    private final List<Recorder> callers = new ArrayList<>();
    private final Map<EndCause, Integer> causes = new EnumMap<>(EndCause.class);

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "3, false", "4, true"})
    void everyCallEndsInAStatedWayAndNothingIsLeft(long seed, boolean ipv6) {
        VirtualNetwork network = new VirtualNetwork(time, seed).withConditions(BAD);
        VirtualHost hostA = network.host();
        VirtualHost hostB = network.host();
        Node alice = Node.on(time, hostA, at(hostA, ipv6), seed * 1000, shards(2));
        Node bob = Node.on(time, hostB, at(hostB, ipv6), seed * 1000 + 500, shards(3));
        SeededIds chance = new SeededIds(seed);
        bob.onInvitation = invitation -> behave(invitation, chance);
        for (int i = 0; i < CALLS; i++) {
            time.after(Duration.ofMillis(chance.nextInt(WITHIN_MILLIS)), () -> call(alice, bob, chance));
        }
        time.settle(Duration.ofMillis(WITHIN_MILLIS).plusMinutes(30));

        assertThat(callers).hasSize(CALLS);
        callers.forEach(one -> verify(one));
        bob.incoming.forEach(one -> verify(one));
        callers.forEach(one -> causes.merge(one.end().cause(), 1, Integer::sum));
        assertThat(causes).containsKeys(EndCause.HANGUP, EndCause.CANCELLED, EndCause.REJECTED);
        assertThat(causes.get(EndCause.HANGUP)).isGreaterThan(CALLS / 4);
        assertThat(alice.counts()).isEqualTo(StackCounts.ZERO);
        assertThat(bob.counts()).isEqualTo(StackCounts.ZERO);
        assertThat(alice.media.openLegs() + bob.media.openLegs()).isZero();
        assertThat(network.stats().lost()).isGreaterThan(CALLS);
    }

    private static void verify(Recorder one) {
        assertThat(one.count(SessionEvent.Ended.class)).as(one.names().toString()).isEqualTo(1);
        assertThat(one.events.get(one.events.size() - 1)).isInstanceOf(SessionEvent.Ended.class);
    }

    private static InetSocketAddress at(VirtualHost host, boolean ipv6) {
        return ipv6 ? host.at6(5060) : host.at(5060);
    }

    private static Node.Setup shards(int count) {
        Node.Setup setup = new Node.Setup();
        setup.shards = count;
        setup.settings = UserAgentSettings.DEFAULT.withSessionTimers(SessionTimers.DEFAULT
                .withPolicy(count == 2 ? SessionTimers.Policy.ACCEPT : SessionTimers.Policy.REQUEST)
                .withInterval(Duration.ofSeconds(90)));
        return setup;
    }

    private void call(Node alice, Node bob, SeededIds chance) {
        Recorder events = new Recorder();
        callers.add(events);
        SipShard shard = alice.stack.nextShard();
        InviteRequest request = alice.requestTo(bob.uri("bob"))
                .withDelayedOffer(chance.nextInt(4) == 0)
                .withReliability(Reliability.values()[chance.nextInt(3)])
                .withCallTimeout(Duration.ofSeconds(20));
        shard.loop().execute(() -> {
            InviteSession session = shard.userAgent().invite(request, events);
            Duration patience = Duration.ofMillis(chance.nextInt(chance.nextInt(10) == 0 ? 400_000 : 25_000));
            time.after(patience, () -> shard.loop().execute(session::hangup));
            for (int i = chance.nextInt(4); i > 0; i--) {
                time.after(Duration.ofMillis(chance.nextInt(20_000)),
                        () -> shard.loop().execute(() -> modify(session, chance)));
            }
        });
    }

    private void modify(InviteSession session, SeededIds chance) {
        if (session.canChange()) {
            (chance.nextInt(2) == 0 ? session.hold() : session.resume()).whenComplete((outcome, failure) ->
                    assertThat(failure).isNull());
        }
    }

    private void behave(Invitation invitation, SeededIds chance) {
        InviteSession session = invitation.session();
        if (chance.nextInt(3) > 0) {
            invitation.ring();
        }
        if (chance.nextInt(2) == 0) {
            invitation.progress();
        }
        time.after(Duration.ofMillis(chance.nextInt(10_000)), () -> {
            if (session.state() == SessionState.INVITED) {
                if (chance.nextInt(5) == 0) {
                    invitation.reject(486);
                } else {
                    invitation.accept();
                }
            }
        });
        time.after(Duration.ofMillis(chance.nextInt(chance.nextInt(4) == 0 ? 400_000 : 40_000)), session::hangup);
        for (int i = chance.nextInt(3); i > 0; i--) {
            time.after(Duration.ofMillis(chance.nextInt(30_000)), () -> modify(session, chance));
        }
    }
}
