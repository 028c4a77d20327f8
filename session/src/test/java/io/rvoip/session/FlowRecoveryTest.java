package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A phone that registers flows (RFC 5626 §4) at servers that keep them, and die. */
class FlowRecoveryTest {
    private static final String INSTANCE = "urn:uuid:0c67446f-f1a1-11d9-94d3-000a95a0e128";
    private static final SipUri DOMAIN = SipUri.of("sip:rvoip.test");

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 5);
    private final VirtualNat nat = network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1");
    private final VirtualHost home = nat.host("192.168.7.7");
    private final Node phone = Node.on(time, home, home.at(5060), 1);
    private final Server one = new Server();
    private final Server two = new Server();
    private final List<Registration> registrations = new ArrayList<>();

    /** A registrar that grants everything, and keeps flows unless told otherwise. */
    private final class Server {
        final VirtualHost host = network.host();
        final InetSocketAddress address = host.at(5060);
        final List<SipRequest> heard = new ArrayList<>();
        String flowTimer = "";
        int refusal;

        Server() {
            Node.Setup setup = new Node.Setup();
            setup.methods = Set.of(Method.REGISTER);
            Node.on(time, host, address, host.address().hashCode(), setup).onRequest = this::answer;
        }

        private void answer(IncomingRequest request) {
            heard.add(request.request());
            boolean flow = request.request().headers(HeaderKind.SUPPORTED).contains("outbound");
            if (refusal != 0 && flow) {
                request.respond(refusal);
                return;
            }
            var ok = request.response(200);
            request.request().headers(HeaderKind.CONTACT).forEach(contact -> ok.add(HeaderKind.CONTACT, contact));
            if (flow) {
                ok.add(HeaderKind.REQUIRE, "outbound");
            }
            if (!flowTimer.isEmpty()) {
                ok.addRaw("Flow-Timer", flowTimer);
            }
            request.respond(ok);
        }

        Contact contact() {
            return heard.get(heard.size() - 1).headers(HeaderKind.CONTACT).get(0);
        }
    }

    private RegistrationRequest plan(Server server, int regId) {
        return RegistrationRequest.of(DOMAIN, NameAddr.of("<sip:alice@rvoip.test>"))
                .withNextHop(NextHop.to(new Target(TransportProtocol.UDP, server.address)))
                .withFlow(INSTANCE, regId);
    }

    private Registration register(Server server, int regId) {
        return register(plan(server, regId));
    }

    private Registration register(RegistrationRequest plan) {
        phone.stack.shards().get(0).loop().execute(
                () -> registrations.add(phone.agent().register(plan, RegistrationListener.NONE)));
        advance(1);
        return registrations.get(registrations.size() - 1);
    }

    private void advance(int seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    /** Seconds until a registration that waits is tried again. */
    private double waits(Registration registration) {
        time.runUntil(() -> registration.state() instanceof RegistrationState.Waiting, Duration.ofMinutes(2));
        RegistrationState.Waiting waiting = (RegistrationState.Waiting) registration.state();
        return Duration.between(time.wallClock(), waiting.retryAt()).toMillis() / 1000.0;
    }

    @AfterEach
    void nothingIsLeft() {
        one.host.unblock();
        two.host.unblock();
        phone.stack.shards().get(0).loop().execute(() -> registrations.forEach(Registration::unregister));
        advance(200);
        assertThat(phone.agent().counts()).isEqualTo(UserAgentCounts.ZERO);
    }

    @Test
    void aFlowSaysWhoseItIsAndWhichItIs() {
        register(one, 7);
        assertThat(one.contact().toString()).contains(";reg-id=7").contains(";+sip.instance=\"<" + INSTANCE + ">\"");
        assertThat(one.heard.get(0).headers(HeaderKind.SUPPORTED)).contains("path", "outbound");
        assertThat(one.heard.get(0).callId()).isNotEmpty();
    }

    @Test
    void aServerThatDiesIsNoticedAndTheFlowIsFormedAnewWhenItIsBack() {
        Registration flow = register(one, 1);
        advance(60);
        assertThat(one.heard).as("signs of life come by STUN").hasSize(1);
        phone.stack.shards().get(0).loop().execute(flow::refresh); // over the same flow, which has been seen to work
        advance(1);
        one.host.block();
        advance(25 + 41);
        assertThat(flow.state().registered()).as("it has been seen alive, so it is tried anew at once").isTrue();
        assertThat(waits(flow)).as("first failure").isBetween(30.0, 60.0);
        one.host.unblock();
        advance(61);
        assertThat(flow.state().registered()).isTrue();
        assertThat(one.contact().toString()).contains(";reg-id=1");
    }

    @ParameterizedTest
    @CsvSource({"false, 60, 1800", "true, 180, 1800"})
    void theWaitsAreThoseOfTheTable(boolean another, int first, int most) {
        if (another) {
            register(two, 2);
        }
        one.host.block();
        Registration flow = register(one, 1);
        for (int failures = 1; failures <= 8; failures++) {
            double bound = Math.min(most, first * Math.pow(2, failures - 1));
            double wait = waits(flow);
            assertThat(wait).as("after %d failures", failures).isBetween(bound / 2, bound);
            time.advance(Duration.ofMillis((long) (wait * 1000) + 1));
        }
    }

    @Test
    void ofTwoFlowsOneGoesOnWhileTheOtherIsDead() {
        Registration first = register(one, 1);
        Registration second = register(two, 2);
        advance(30);
        one.host.block();
        advance(120);
        assertThat(waits(first)).isBetween(0.0, 180.0);
        assertThat(second.state().registered()).isTrue();
        assertThat(two.heard).hasSize(1);
    }

    @Test
    void aFlowThatNeverShowedLifeIsNotFormedAnewAtOnce() {
        Registration flow = register(one, 1);
        one.host.block();
        advance(25 + 41);
        assertThat(flow.state()).isInstanceOf(RegistrationState.Waiting.class);
    }

    @Test
    void anotherMappedAddressIsAFailureOfTheFlow() {
        register(one, 1);
        advance(30);
        nat.rebind();
        advance(26);
        assertThat(one.heard).as("registered anew over the new binding").hasSize(2);
        assertThat(one.heard.get(1).topVia().rport()).isNotEqualTo(one.heard.get(0).topVia().rport());
    }

    @Test
    void theServerSaysHowOftenItWantsSignsOfLife() {
        one.flowTimer = "100";
        Registration flow = register(one, 1);
        advance(79);
        one.host.block();
        advance(39);
        assertThat(flow.state().registered()).as("the first question was not due before 80 s").isTrue();
        advance(25);
        assertThat(flow.state().registered()).isFalse();
    }

    @Test
    void aFirstProxyWithoutFlowsGetsAPlainRegistration() {
        one.refusal = 439;
        Registration flow = register(one, 1);
        assertThat(flow.state().registered()).isTrue();
        assertThat(one.heard).hasSize(2);
        assertThat(one.contact().toString()).doesNotContain("reg-id").contains("+sip.instance");
        assertThat(one.heard.get(1).headers(HeaderKind.SUPPORTED)).contains("path").doesNotContain("outbound");
    }

    @Test
    void aFlowThatFailsBehindTheProxyIsTriedAgainLater() {
        one.refusal = 430;
        assertThat(waits(register(one, 1))).isBetween(29.0, 60.0);
        one.refusal = 0;
    }

    @Test
    void aNetworkThatChangedIsNoReasonToWait() {
        one.host.block();
        Registration flow = register(one, 1);
        waits(flow);
        one.host.unblock();
        phone.stack.shards().get(0).loop().execute(flow::networkChanged);
        advance(1);
        assertThat(flow.state().registered()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0c67446f", "urn:a b", "urn:\"", "urn:<x>"})
    void anInstanceIsAUrn(String text) {
        register(one, 1);
        assertThatThrownBy(() -> plan(one, 1).withFlow(text, 1)).hasMessageStartingWith("instance: ");
        assertThatThrownBy(() -> plan(one, 1).withFlow("", 1)).hasMessageStartingWith("regId: ");
    }
}
