package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceFragment;
import io.rvoip.ice.IceFragmentResult;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceTrickle;
import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.server.PeerRules;
import io.rvoip.ice.server.RelayAddress;
import io.rvoip.ice.server.RelayServer;
import io.rvoip.ice.server.RelaySettings;
import io.rvoip.ice.server.TurnUsers;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.session.Reliability;
import io.rvoip.testing.LinkConditions;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two softphones whose relays take their time: candidates that are found late go in INFO requests (RFC 8840). */
class TrickleCallTest extends PhoneFixture {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();

    private final Phone alice = phone("alice");
    private final Phone bob = otherPhone("bob");
    private final Heard near = new Heard();
    private final VirtualHost relayHost = network.host("198.51.100.7");
    private final IceConfig relayed = IceConfig.FULL
            .withTurnServers(new TurnServer(relayHost.at(3478), "alice", Secret.of("pw-alice")))
            .withPolicy(IcePolicy.RELAY);

    /** A relay some 400 ms away from this phone: an allocation takes four times as long. */
    private void relayFarFrom(Phone phone) {
        Loop loop = time.loop("relay");
        RelayServer server = new RelayServer(
                RelaySettings.on(RelayAddress.of(relayHost.address()))
                        .withPeers(PeerRules.PUBLIC.withAllowed(AddressRule.parse("10.0.0.0/8"), AddressRule.parse("198.51.100.0/24"))),
                TurnUsers.of("relay.example", CRYPTO).withUser("alice", Secret.of("pw-alice")), loop, relayHost, CRYPTO,
                new SeededIds(4), new TestMetrics());
        server.listening(relayHost.bindNow(relayHost.at(3478), loop, server.datagrams()).localAddress());
        LinkConditions slow = LinkConditions.PERFECT.withDelay(Duration.ofMillis(200), Duration.ofMillis(200));
        network.link(phone.host, relayHost, slow).link(relayHost, phone.host, slow);
    }

    private List<String> answers(Phone from) {
        return sip(from, "SIP/2.0 200").stream().filter(text -> text.contains(" INVITE\r\n")).toList();
    }

    private List<String> sip(Phone from, String start) {
        return wire.stream().filter(sent -> sent.from().equals(from.host.at(5060)))
                .map(sent -> new String(sent.bytes(), StandardCharsets.UTF_8)).filter(text -> text.startsWith(start)).toList();
    }

    private static IceFragment fragment(String info) {
        return ((IceFragmentResult.Parsed) IceFragment.read(body(info))).fragment();
    }

    private static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    /** Neither descriptions nor what comes apart from them tells where a phone is that has relays alone. */
    private void assertHidden(Phone phone) {
        List<String> said = sip(phone, "").stream().map(TrickleCallTest::body).filter(body -> !body.isEmpty()).toList();
        assertThat(said).isNotEmpty().noneMatch(body -> body.contains(phone.host.address().getHostAddress()));
    }

    private void assertBothHear() {
        int aliceBefore = alice.ear.heardMillis();
        int bobBefore = bob.ear.heardMillis();
        advance(2_000);
        assertThat(alice.ear.heardMillis() - aliceBefore).as("alice hears bob").isGreaterThan(1_500);
        assertThat(bob.ear.heardMillis() - bobBefore).as("bob hears alice").isGreaterThan(1_500);
    }

    private void connect(IceConfig ofAlice, IceConfig ofBob) {
        alice.builder.withIce(ofAlice);
        bob.builder.withIce(ofBob);
        alice.connect();
        bob.connect();
    }

    /** Half trickle: the offer has all of Alice's, the answer none of Bob's, and his relay comes after it. */
    @Test
    void anAnswerDoesNotWaitForARelay() {
        relayFarFrom(bob);
        connect(IceConfig.FULL, relayed);
        Call call = alice.call(bob.uri(), near);
        bob.incoming().answer();
        advance(100);
        assertThat(call.state()).as("answered before the relay is there").isEqualTo(CallState.ANSWERED);
        advance(3_000);

        String invite = sip(alice, "INVITE").get(0);
        assertThat(invite).contains("Supported: trickle-ice", "Recv-Info: trickle-ice", "a=ice-options:trickle ice2",
                "a=end-of-candidates", "a=mid:0").doesNotContain("Require: trickle-ice");
        String ok = answers(bob).get(0);
        assertThat(ok).contains("m=audio 9 ", "c=IN IP4 0.0.0.0", "a=ice-options:trickle ice2", "Recv-Info: trickle-ice")
                .doesNotContain("a=candidate", "a=end-of-candidates", "a=rtcp:");
        String info = sip(bob, "INFO").get(0);
        assertThat(info).contains("Info-Package: trickle-ice", "Content-Disposition: Info-Package");
        assertThat(fragment(info).section("0").orElseThrow().candidates()).hasSize(1);
        assertThat(fragment(sip(bob, "INFO").get(sip(bob, "INFO").size() - 1)).ends("0")).isTrue();
        assertThat(sip(alice, "SIP/2.0 4")).isEmpty();
        assertBothHear();
        assertHidden(bob);
        done(call.hangup());
    }

    /** Full trickle where it is known that everybody can: the INVITE goes at once, with nothing in it. */
    @ParameterizedTest
    @EnumSource(Reliability.class)
    void anOfferDoesNotWaitEither(Reliability reliability) {
        relayFarFrom(alice);
        alice.builder.withReliability(reliability);
        bob.builder.withReliability(reliability);
        connect(relayed.withTrickle(IceTrickle.ALWAYS), IceConfig.FULL);
        Call call = alice.call(bob.uri(), near);
        String invite = sip(alice, "INVITE").get(0);
        assertThat(invite).contains("Require: trickle-ice", "m=audio 9 ").doesNotContain("a=candidate");
        advance(2_000);
        assertThat(sip(alice, "INFO")).as("while it rings").isNotEmpty();
        bob.incoming().answer();
        advance(2_000);

        assertThat(fragment(sip(alice, "INFO").get(sip(alice, "INFO").size() - 1)).ends("0")).isTrue();
        assertBothHear();
        assertHidden(alice);
        done(call.hangup());
    }

    /** The callee's dialog is sure once an INFO request has come: until then an unreliable response is sent again. */
    @Test
    void whoRingsUnreliablyHearsThatHisDialogIsKnown() {
        alice.builder.withReliability(Reliability.OFF);
        bob.builder.withReliability(Reliability.OFF);
        connect(IceConfig.FULL, IceConfig.FULL);
        Call call = alice.call(bob.uri(), near);
        advance(3_000);
        assertThat(sip(alice, "INFO")).as("RFC 8840 section 4.3.2, with all that the offer had").hasSize(1);
        assertThat(fragment(sip(alice, "INFO").get(0)).section("0").orElseThrow().candidates()).isNotEmpty();
        bob.incoming().answer();
        assertBothHear();
        done(call.hangup());
    }

    @Test
    void whoDoesNotTrickleIsToldEverythingAtOnce() {
        relayFarFrom(bob);
        connect(IceConfig.FULL, relayed.withTrickle(IceTrickle.OFF));
        Call call = alice.call(bob.uri(), near);
        bob.incoming().answer();
        advance(100);
        assertThat(call.state()).isNotEqualTo(CallState.ANSWERED);
        advance(3_000);
        assertThat(answers(bob).get(0)).contains("a=candidate", "a=end-of-candidates").doesNotContain("trickle");
        assertThat(sip(bob, "INFO")).isEmpty();
        assertThat(sip(alice, "INFO")).isEmpty();
        assertBothHear();
        done(call.hangup());
    }

    @Test
    void whoInsistsIsRefusedByThemByName() {
        relayFarFrom(alice);
        connect(relayed.withTrickle(IceTrickle.ALWAYS), IceConfig.FULL.withTrickle(IceTrickle.OFF));
        Call call = alice.call(bob.uri(), near);
        advance(1_000);
        assertThat(call.state()).isEqualTo(CallState.FAILED);
        assertThat(sip(bob, "SIP/2.0 420").get(0)).contains("Unsupported: trickle-ice");
    }

    /** A relay lets nobody in whom ICE has not checked, and our own address is not told. */
    @Test
    void whoAnswersWithoutIceIsHungUpOnByWhoHidesItsAddress() {
        relayFarFrom(alice);
        bob.builder.withLocalAddress(null);
        connect(relayed, IceConfig.FULL.withAddresses(IceAddresses.ALL.withFamilies(IceAddresses.Families.IPV6)));
        int port = bob.client.stack().transport().listenPoints().get(0).address().getPort();
        CompletableFuture<Call> made = alice.client.makeCall(bob.uri() + ":" + port, CallOptions.defaults().withListener(near));
        advance(3_000);
        Call call = made.getNow(null);
        bob.incoming().answer();
        advance(2_000);
        assertThat(call.state()).isEqualTo(CallState.FAILED);
        assertThat(near.all(CallEvent.CallEnded.class).toString()).contains("no ICE in the answer");
        assertThat(alice.rtpSent()).as("from the hidden address").isZero();
        assertHidden(alice);
    }

    /** After a change of network both search again, and what Bob finds late comes apart from his answer again. */
    @Test
    void anotherSearchWithinACallTricklesToo() {
        relayFarFrom(bob);
        alice.builder.withLocalAddress(null);
        connect(IceConfig.FULL, relayed);
        Call call = alice.call(bob.uri(), near);
        bob.incoming().answer();
        advance(3_000);
        alice.host.move("10.9.9.9");
        alice.wiring.own = alice.host.address();
        int infos = sip(bob, "INFO").size();
        alice.client.networkChanged();
        advance(4_000);
        assertThat(sip(bob, "INFO").size()).isGreaterThan(infos);
        assertThat(near.all(CallEvent.Reconnected.class)).hasSize(1);
        assertBothHear();
        done(call.hangup());
    }
}
