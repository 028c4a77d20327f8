package io.rvoip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever happens in whatever order: everything ends in a stated way, and then nothing is left. */
class LayerPropertyTest {
    private static final String[] METHODS = {"INVITE", "OPTIONS", "INVITE", "REGISTER", "BYE"};
    private static final int[] STATUSES = {100, 180, 183, 200, 202, 302, 401, 486, 500, 603};

    @Property(tries = 2000)
    void everythingEndsAndNothingIsLeft(@ForAll @Size(max = 120) byte[] actions) {
        World world = new World();
        for (int i = 0; i + 1 < actions.length; i += 2) {
            world.act(actions[i] & 0xFF, actions[i + 1] & 0xFF);
            world.check();
        }
        world.finish();
        assertThat(world.at.layer.counts()).isEqualTo(new TransactionCounts(0, 0, 0, 0));
        assertThat(world.at.layer.nextDeadline()).isEqualTo(Loop.Timer.NEVER);
        world.listeners.forEach(Watcher::checkEnded);
    }

    /** Holds that one conclusion is told and that nothing follows the end. */
    private static final class Watcher implements ClientListener {
        private final boolean invite;
        private int successes;
        private int conclusions;
        private boolean terminated;

        Watcher(boolean invite) {
            this.invite = invite;
        }

        @Override
        public void provisional(SipResponse response) {
            assertThat(terminated).isFalse();
            assertThat(conclusions).isZero();
            assertThat(response.status()).isLessThan(200);
        }

        @Override
        public void finalResponse(SipResponse response) {
            assertThat(terminated).isFalse();
            if (invite && response.isSuccess()) {
                successes++;
                assertThat(conclusions).as("a 2xx after another end").isZero();
            } else {
                conclude();
            }
        }

        @Override
        public void timeout() {
            conclude();
        }

        @Override
        public void transportError(String reason) {
            if (conclusions == 0) {
                conclude();
            }
        }

        @Override
        public void terminated() {
            assertThat(terminated).isFalse();
            terminated = true;
        }

        private void conclude() {
            assertThat(terminated).isFalse();
            assertThat(conclusions++).isZero();
            assertThat(successes).isZero();
        }

        void checkEnded() {
            assertThat(terminated).isTrue();
            assertThat(conclusions == 1 || successes > 0).isTrue();
        }
    }

    private static final class World {
        final LayerFixture at = new LayerFixture();
        final List<Watcher> listeners = new ArrayList<>();
        private final List<ClientTransaction> clients = new ArrayList<>();
        private final List<SipMessage> arrived = new ArrayList<>();
        private int calls;

        void act(int what, int with) {
            switch (what % 12) {
                case 0, 1 -> request(with);
                case 2, 3 -> answer(with);
                case 4 -> cancel(with);
                case 5 -> arrive(with);
                case 6 -> arriveAgain(with);
                case 7, 8 -> respond(with);
                case 9 -> related(with);
                case 10 -> fail(with);
                default -> at.pass(Duration.ofMillis(with * 150L));
            }
        }

        void check() {
            TransactionCounts counts = at.layer.counts();
            assertThat(counts.timers()).isLessThanOrEqualTo(counts.clients() + counts.servers());
            assertThat(live(clients)).isLessThanOrEqualTo(counts.clients());
            assertThat(live(at.requests)).isLessThanOrEqualTo(counts.servers());
            long cancels = at.sent.stream().filter(sent -> sent.toString().equals("CANCEL")).count();
            assertThat((long) counts.clients()).isLessThanOrEqualTo(live(clients) + cancels);
        }

        private static int live(List<? extends Transaction> some) {
            return (int) some.stream().filter(one -> !one.isTerminated()).count();
        }

        void finish() {
            for (ClientTransaction client : clients) {
                if (client.request().method() == Method.INVITE) {
                    client.cancel(at.now());
                }
            }
            for (ServerTransaction server : at.requests) {
                at.respond(server, 480);
            }
            at.pass(Duration.ofSeconds(70));
        }

        private Flow flow(int with) {
            return (with & 1) == 0 ? Texts.UDP : Texts.TCP;
        }

        private void request(int with) {
            String method = METHODS[with % METHODS.length];
            Watcher watcher = new Watcher(method.equals("INVITE"));
            listeners.add(watcher);
            clients.add(at.layer.request(Texts.outgoing(method), flow(with), watcher, at.now()));
        }

        private void answer(int with) {
            if (!clients.isEmpty()) {
                SipRequest request = clients.get(with % clients.size()).request();
                at.receive(Texts.response(request, STATUSES[with / 16 % STATUSES.length], "t" + with % 3));
            }
        }

        private void cancel(int with) {
            if (!clients.isEmpty() && clients.get(with % clients.size()).request().method() == Method.INVITE) {
                clients.get(with % clients.size()).cancel(at.now());
            }
        }

        private void arrive(int with) {
            String via = "SIP/2.0/UDP 192.0.2.9:5060" + (with % 4 == 0 ? "" : ";branch=z9hG4bK" + with % 8);
            arrived.add(Texts.requestOf(METHODS[with % METHODS.length], via, "", "c" + calls++ % 3, 1 + with % 2));
            at.receive(arrived.get(arrived.size() - 1), flow(with));
        }

        private void arriveAgain(int with) {
            if (!arrived.isEmpty()) {
                at.receive(arrived.get(with % arrived.size()), flow(with));
            }
        }

        private void respond(int with) {
            if (!at.requests.isEmpty()) {
                ServerTransaction server = at.requests.get(with % at.requests.size());
                int status = STATUSES[with / 16 % STATUSES.length];
                if (with % 5 == 0 && status >= 200) {
                    server.respondStatelessly(Texts.response(at.requestOf(server), status));
                } else {
                    at.respond(server, status);
                }
            }
        }

        private void related(int with) {
            if (!arrived.isEmpty()) {
                SipRequest request = (SipRequest) arrived.get(with % arrived.size());
                String via = request.topVia().toString();
                at.receive(Texts.requestOf(with % 2 == 0 ? "ACK" : "CANCEL", via, with % 3 == 0 ? "" : ";tag=b1",
                        request.callId(), (int) request.cseq().number()));
            }
        }

        private void fail(int with) {
            if (with % 7 == 0) {
                at.layer.flowClosed(Texts.TCP, "closed", at.now());
            } else if (with % 2 == 0 && !clients.isEmpty()) {
                at.layer.transportFailed(clients.get(with % clients.size()), "failed", at.now());
            } else if (!at.requests.isEmpty()) {
                at.layer.transportFailed(at.requests.get(with % at.requests.size()), "failed", at.now());
            }
        }
    }
}
