package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Metrics;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.SeededIds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InMemoryLocationServiceTest {
    private final RegistrarFixture on = new RegistrarFixture();

    private Binding binding(String user, String contact, Flow flow, long seconds) {
        Reach reach = flow.connection() != 0 ? Reach.FLOW : Reach.CONTACT;
        return new Binding("sip:" + user + "@rvoip.test", SipUri.of(contact), 1.0, flow, reach, "c", 1,
                on.time.nanoTime() + seconds * 1_000_000_000L, "", 0, true);
    }

    private BindingDecision add(Binding binding) {
        CompletableFuture<BindingDecision> done = on.store().update(binding.aor(), current -> {
            List<Binding> next = new ArrayList<>(current);
            next.add(binding);
            return new BindingDecision.Store(next, List.of(new LocationEvent.Registered(binding)));
        }, on.time.nanoTime()).toCompletableFuture();
        on.time.runReady();
        return done.join();
    }

    private List<Binding> find(String user) {
        return on.store().find("sip:" + user + "@rvoip.test", on.time.nanoTime()).toCompletableFuture().join();
    }

    @Test
    void bindingsEndAtTheirTimeEachByItself() {
        add(binding("alice", "sip:a@h", RegistrarFixture.UDP, 60));
        add(binding("alice", "sip:b@h", RegistrarFixture.UDP, 90));
        on.happened();
        on.time.advance(Duration.ofSeconds(60).minusNanos(1));
        assertThat(find("alice")).hasSize(2);
        on.time.advance(Duration.ofNanos(1));
        assertThat(find("alice")).extracting(binding -> binding.contact().toString()).containsExactly("sip:b@h");
        on.time.advance(Duration.ofMillis(2));
        assertThat(on.happened()).containsExactly("Expired");
        on.time.advance(Duration.ofSeconds(30));
        assertThat(on.happened()).containsExactly("Expired");
        assertThat(on.store().size()).isZero();
        assertThat(on.store().timers()).isZero();
        on.time.settle(Duration.ofSeconds(1));
    }

    @Test
    void expiredBindingsAreNotPartOfAChangeAndAreTold() {
        Binding old = binding("alice", "sip:a@h", RegistrarFixture.UDP, 60);
        add(old);
        on.happened();
        List<List<Binding>> seen = new ArrayList<>();
        long later = old.expiresAt();
        on.store().update(old.aor(), current -> {
            seen.add(current);
            return new BindingDecision.Store(current, List.of());
        }, later);
        on.time.runReady();
        assertThat(seen).containsExactly(List.of());
        assertThat(on.happened()).containsExactly("Expired");
        assertThat(on.store().size()).isZero();
    }

    @Test
    void changesOfOneUserRunInTheOrderTheyWereAskedFor() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int turn = i;
            on.store().update(RegistrarFixture.AOR, current -> {
                order.add(turn);
                return new BindingDecision.Refuse(500, "no");
            }, on.time.nanoTime());
        }
        assertThat(order).isEmpty();
        on.time.runReady();
        assertThat(order).isSorted().hasSize(20);
    }

    @Test
    void refusedChangesChangeNothing() {
        add(binding("alice", "sip:a@h", RegistrarFixture.UDP, 60));
        on.happened();
        CompletableFuture<BindingDecision> done = on.store().update(RegistrarFixture.AOR,
                current -> new BindingDecision.Refuse(403, "no"), on.time.nanoTime()).toCompletableFuture();
        on.time.runReady();
        assertThat(done.join()).isEqualTo(new BindingDecision.Refuse(403, "no"));
        assertThat(find("alice")).hasSize(1);
        assertThat(on.happened()).isEmpty();
    }

    @Test
    void changeThatThrowsFailsAndChangesNothing() {
        add(binding("alice", "sip:a@h", RegistrarFixture.UDP, 60));
        CompletableFuture<BindingDecision> done = on.store().update(RegistrarFixture.AOR, current -> {
            throw new IllegalStateException("bug");
        }, on.time.nanoTime()).toCompletableFuture();
        on.time.runReady();
        assertThat(done).isCompletedExceptionally();
        assertThat(find("alice")).hasSize(1);
    }

    @Test
    void isBounded() {
        on.maxBindings = 3;
        for (int i = 0; i < 3; i++) {
            assertThat(add(binding("u" + i, "sip:a@h", RegistrarFixture.UDP, 60))).isInstanceOf(BindingDecision.Store.class);
        }
        on.happened();
        assertThat(add(binding("u3", "sip:a@h", RegistrarFixture.UDP, 60)))
                .isInstanceOfSatisfying(BindingDecision.Refuse.class, full -> assertThat(full.status()).isEqualTo(503));
        assertThat(on.happened()).isEmpty();
        on.time.advance(Duration.ofSeconds(61));
        assertThat(add(binding("u3", "sip:a@h", RegistrarFixture.UDP, 60))).isInstanceOf(BindingDecision.Store.class);
    }

    @Test
    void closedConnectionTakesItsBindingsWithIt() {
        Flow first = RegistrarFixture.tcp(1);
        add(binding("alice", "sip:a@h", first, 60));
        add(binding("alice", "sip:b@h", RegistrarFixture.tcp(2), 60));
        add(binding("bob", "sip:c@h", first, 60));
        add(binding("carol", "sip:d@h", RegistrarFixture.UDP, 60));
        on.happened();
        on.store().flowClosed(first, on.time.nanoTime());
        on.store().flowClosed(first, on.time.nanoTime());
        on.time.runReady();
        assertThat(on.events).allSatisfy(event -> assertThat(event).isInstanceOfSatisfying(
                LocationEvent.Unregistered.class,
                gone -> assertThat(gone.why()).isEqualTo(LocationEvent.Removal.FLOW_CLOSED)));
        assertThat(on.happened()).hasSize(2);
        assertThat(find("alice")).hasSize(1);
        assertThat(find("bob")).isEmpty();
        assertThat(find("carol")).hasSize(1);
        assertThat(on.store().connections()).isEqualTo(1);
        on.time.advance(Duration.ofSeconds(61));
        assertThat(on.store().connections()).isZero();
    }

    @Test
    void operatorSeesAndRemovesEverything() {
        add(binding("alice", "sip:a@h", RegistrarFixture.UDP, 60));
        add(binding("alice", "sip:b@h", RegistrarFixture.UDP, 60));
        add(binding("bob", "sip:c@h", RegistrarFixture.UDP, 60));
        assertThat(on.store().all(on.time.nanoTime()).toCompletableFuture().join()).hasSize(3);
        on.store().update(RegistrarFixture.AOR, BindingChanges.removeAll(LocationEvent.Removal.BY_OPERATOR),
                on.time.nanoTime());
        on.time.runReady();
        assertThat(on.store().all(on.time.nanoTime()).toCompletableFuture().join()).hasSize(1);
    }

    @Test
    void ownersMustBeGiven() {
        assertThatThrownBy(() -> new InMemoryLocationService(List.of(), 10, Metrics.none()))
                .hasMessageContaining("owners: 0");
        assertThatThrownBy(() -> new InMemoryLocationService(List.of(on.time.loop()), 0, Metrics.none()))
                .hasMessageContaining("maxBindings: 0");
    }

    /** PERFORMANCE and SECURITY: at most 1.5 kB of heap for each registration, all that is kept for it together. */
    @Test
    void registrationTakesLittleMemory() throws Exception {
        int users = 20_000;
        on.maxBindings = users;
        List<KeepAliveCore> kept = new ArrayList<>();
        KeepAliveCore core = new KeepAliveCore(
                KeepAliveSettings.DEFAULT.withEverybody(true), new KeepAliveCoreTest.Recorder(),
                new SeededIds(1), on.time.nanoTime());
        kept.add(core);
        InMemoryLocationService store = on.store();
        store.listen(event -> core.onEvent(event, on.time.nanoTime()));
        long before = used();
        for (int i = 0; i < users; i++) {
            String user = "user" + i;
            byte[] address = {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
            InetSocketAddress source = new InetSocketAddress(InetAddress.getByAddress(address), 5060);
            SipRequest request = on.request("From: <sip:" + user + "@rvoip.test>;tag=1", "To: <sip:" + user + "@rvoip.test>",
                    "Call-ID: " + "f81d4fae7dec11d0a76500a0c91e6bf6-" + i + "@10.0.0.1",
                    "User-Agent: A typical desk phone 96.86.0.100 " + i,
                    "Contact: <sip:" + user + "@10.0.0.1:5060;transport=udp;line=abcdef" + i + ">");
            assertThat(on.register(request, Flow.udp(RegistrarFixture.HERE, source), user).status()).isEqualTo(200);
            on.events.clear();
        }
        long each = (used() - before) / users;
        assertThat(store.size()).isEqualTo(users);
        assertThat(kept.get(0).size()).isEqualTo(users);
        assertThat(each).as("bytes for each registration").isBetween(100L, 1536L);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
