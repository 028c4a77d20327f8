package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.auth.AuthSettings;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.NextHop;
import io.rvoip.session.Registration;
import io.rvoip.session.RegistrationRequest;
import io.rvoip.session.RegistrationState;
import io.rvoip.session.SipStack;
import io.rvoip.session.StackCounts;
import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.Method;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registrar and authentication in a whole stack, with our own client and with raw text, in virtual time. */
class OfficeTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 11);
    private final VirtualHost server = network.host();
    private AuthSettings auth = AuthSettings.of(SecurityProfile.DEVELOPMENT);
    private KeepAliveSettings keepAlive = KeepAliveSettings.DEFAULT;
    private final List<VirtualHost> phones = new ArrayList<>();
    private final List<CapturedDatagram> wire = network.capture();
    private Office office;

    private Office office() {
        if (office == null) {
            office = new Office(time, server, auth, keepAlive);
        }
        return office;
    }

    @AfterEach
    void nothingIsLeft() {
        phones.forEach(VirtualHost::block);
        time.advance(Duration.ofHours(2));
        CompletableFuture<?> counts = office().stack.counts().toCompletableFuture();
        time.runReady();
        assertThat(counts.join()).isEqualTo(StackCounts.ZERO);
        assertThat(office.location.size()).isZero();
        assertThat(office.location.timers()).isZero();
        assertThat(office.keepAlives.size()).isZero();
    }

    /** Our own softphone's registration. */
    private Registration phone(VirtualHost host, String user, String password, Duration expires) {
        phones.add(host);
        SipStack stack = SipStack.on(List.of(time.loop("phone " + host)),
                        shards -> SipTransports.builder(shards).withUdp(host, time.loop("phone sockets")).build())
                .withIds(() -> new SeededIds(host.address().hashCode())).build();
        stack.listen(List.of(ListenAddress.udp(host.at(5060))));
        time.runReady();
        RegistrationRequest request = RegistrationRequest
                .of(SipUri.of("sip:rvoip.test"), NameAddr.of("<sip:" + user + "@rvoip.test>"))
                .withNextHop(NextHop.to(new Target(TransportProtocol.UDP, office().address)))
                .withCredentials(List.of(Credentials.anyRealm(user, Secret.of(password))))
                .withExpires(expires);
        Registration[] made = new Registration[1];
        stack.shards().get(0).loop().execute(
                () -> made[0] = stack.shards().get(0).userAgent().register(request, (registration, state) -> { }));
        time.advance(Duration.ofSeconds(1));
        return made[0];
    }

    @ParameterizedTest
    @EnumSource(SecurityProfile.class)
    void softphoneRegistersRefreshesAndLeavesUnderEachProfilesDigest(SecurityProfile profile) {
        auth = AuthSettings.of(profile);
        Registration phone = phone(network.host(), "alice", "wonderland", Duration.ofMinutes(10));
        assertThat(phone.state()).isInstanceOf(RegistrationState.Registered.class);
        for (int i = 0; i < 6; i++) {
            time.advance(Duration.ofMinutes(10));
            assertThat(office().bindings("alice")).as("after %d refreshes", i).hasSize(1);
        }
        assertThat(office.events).filteredOn(LocationEvent::isEnd).isEmpty();
        assertThat(office.events).filteredOn(LocationEvent.Refreshed.class::isInstance).hasSizeGreaterThan(5);
        assertThat(office.metrics.total("rvoip_auth_failures_total"))
                .isEqualTo(office.metrics.count("rvoip_auth_failures_total", "reason", "stale_nonce"));
        phone.unregister();
        time.advance(Duration.ofSeconds(1));
        assertThat(office.bindings("alice")).isEmpty();
        assertThat(office.metrics.gaugeValue("rvoip_registrations")).isZero();
    }

    @Test
    void wrongPasswordIsRejectedAndLeavesNothing() {
        Registration phone = phone(network.host(), "alice", "guess", Duration.ofMinutes(10));
        assertThat(phone.state()).isInstanceOfSatisfying(RegistrationState.Rejected.class,
                rejected -> assertThat(rejected.status()).isEqualTo(401));
        assertThat(office().location.size()).isZero();
        assertThat(office.metrics.count("rvoip_auth_failures_total", "reason", "wrong_password")).isEqualTo(1);
    }

    @Test
    void phoneThatVanishesExpires() {
        VirtualHost host = network.host();
        phone(host, "alice", "wonderland", Duration.ofMinutes(2));
        host.block();
        time.advance(Duration.ofMinutes(2));
        assertThat(office().bindings("alice")).isEmpty();
        assertThat(office.events).filteredOn(LocationEvent.Expired.class::isInstance).hasSize(1);
    }

    /** SECURITY.md P3 and U25: one packet for each unauthenticated request, at most one and a half times as large. */
    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "REGISTER", "OPTIONS", "MESSAGE"})
    void strangerGetsExactlyOnePacket(String method) {
        ScriptedSipPeer stranger = ScriptedSipPeer.on(time, network.host(), 5060);
        String request = stranger.request(method, "sip:bob@rvoip.test", "User-Agent: friendly-scanner/1.0 (a longer name)",
                "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, INFO, REFER, SUBSCRIBE, NOTIFY",
                "Supported: replaces, timer");
        office();
        int before = wire.size();
        stranger.send(request, office.address);
        time.advance(Duration.ofSeconds(40));
        List<CapturedDatagram> answers = wire.subList(before, wire.size()).stream()
                .filter(sent -> sent.from().equals(office.address)).toList();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).bytes().length).isLessThanOrEqualTo(request.length() * 3 / 2);
        assertThat(stranger.received().get(0).status()).isEqualTo(method.equals("REGISTER") ? 401 : 407);
        assertThat(office.callers).isEmpty();
    }

    @Test
    void callerIsKnownByName() {
        ScriptedSipPeer peer = ScriptedSipPeer.on(time, network.host(), 5060);
        String from = "From: <sip:alice@rvoip.test>;tag=1";
        peer.send(peer.request("INVITE", "sip:bob@rvoip.test", from), office().address);
        ReceivedSip challenge = peer.expect("407");
        String nonce = challenge.header("Proxy-Authenticate").replaceAll(".*nonce=\"([^\"]+)\".*", "$1");
        Digest digest = new Digest(CryptoProvider.jdk());
        DigestAlgorithm sha = DigestAlgorithm.SHA_256;
        String credentials = digest.answer(DigestChallenge.of("rvoip.test", nonce, sha), "alice",
                digest.ha1(sha, "alice", "rvoip.test", "wonderland"), Method.INVITE, "sip:bob@rvoip.test",
                "c", 1, new byte[0]).orElseThrow().toString();
        peer.send(peer.request("INVITE", "sip:bob@rvoip.test", from, "Proxy-Authorization: " + credentials), office.address);
        ReceivedSip answer = peer.expect("480");
        assertThat(office.callers).containsExactly("alice");
        peer.send(answer.text().ack(answer.text(), "z9hG4bKack"), office.address);
        time.advance(Duration.ofSeconds(40));
        assertThat(peer.count("407")).isEqualTo(1);
    }

    @Test
    void floodOfStrangersLeavesNothingAndKeepsThePhonesIn() {
        phone(network.host(), "alice", "wonderland", Duration.ofMinutes(10));
        ScriptedSipPeer stranger = ScriptedSipPeer.on(time, network.host(), 5060);
        for (String method : List.of("REGISTER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "INVITE", "OPTIONS")) {
            for (int i = 0; i < 300; i++) {
                stranger.send(stranger.request(method, "sip:bob@rvoip.test"), office().address);
            }
        }
        time.advance(Duration.ofMillis(200));
        assertThat(stranger.received()).hasSize(2100);
        assertThat(office.metrics.count("rvoip_admission_rejected_total", "reason", "flood")).isPositive();
        assertThat(office.bindings("alice")).hasSize(1);
        time.advance(Duration.ofMinutes(20));
        assertThat(office.bindings("alice")).hasSize(1);
    }

    @Test
    void phoneBehindANatIsPingedOverItsFlow() {
        VirtualHost host = network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1").host("192.168.7.7");
        phone(host, "alice", "wonderland", Duration.ofMinutes(10));
        Binding binding = office().bindings("alice").get(0);
        assertThat(binding.reach()).isEqualTo(Reach.NAT_FLOW);
        assertThat(binding.source().getAddress().getHostAddress()).isEqualTo("203.0.113.1");
        assertThat(binding.contact().host()).isEqualTo("192.168.7.7");
        assertThat(binding.nextHop()).isEqualTo(NextHop.over(binding.flow()));
        int before = wire.size();
        time.advance(Duration.ofSeconds(100));
        List<CapturedDatagram> pings = wire.subList(before, wire.size()).stream()
                .filter(sent -> sent.from().equals(office.address) && sent.text().equals("\r\n\r\n")).toList();
        assertThat(pings).hasSize(4).allMatch(sent -> sent.to().equals(binding.source()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void optionsFindOutThatAPhoneIsGoneAndBack(boolean remove) {
        keepAlive = KeepAliveSettings.DEFAULT.withKind(KeepAliveSettings.Kind.OPTIONS).withTries(2)
                .withEverybody(true).withRemoveUnreachable(remove);
        VirtualHost host = network.host();
        phone(host, "alice", "wonderland", Duration.ofMinutes(60));
        time.advance(Duration.ofMinutes(3));
        assertThat(office().bindings("alice")).singleElement().matches(Binding::reachable);
        host.block();
        time.advance(Duration.ofMinutes(3));
        if (remove) {
            assertThat(office.bindings("alice")).isEmpty();
            assertThat(office.events).last().isInstanceOfSatisfying(LocationEvent.Unregistered.class,
                    gone -> assertThat(gone.why()).isEqualTo(LocationEvent.Removal.UNREACHABLE));
            return;
        }
        assertThat(office.bindings("alice")).singleElement().matches(binding -> !binding.reachable());
        host.unblock();
        time.advance(Duration.ofMinutes(2));
        assertThat(office.bindings("alice")).singleElement().matches(Binding::reachable);
        assertThat(office.events).last().isInstanceOf(LocationEvent.Reachable.class);
    }
}
