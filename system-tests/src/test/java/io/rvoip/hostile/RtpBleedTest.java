package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.peers.Speech;
import io.rvoip.testing.ReceivedSip;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * SECURITY.md R5 and P15: a third party sprays the media ports while a call is set up and while both sides talk. It is
 * not heard, hears nothing, and the stream stays where it belongs.
 */
class RtpBleedTest extends Siege {
    private static final String THIRD_PARTY = "127.9.9.9";
    private static final String HOST_OF_THE_PHONES = "127.0.0.1";
    private static final String FOREIGN = "rvoip_rtp_packets_dropped_total{reason=\"foreign_source\"";
    /** A port of bob's host at which he never is. */
    private static final int BEHIND_A_MAPPER = 9;
    /** Of a few seconds of spraying; a part is lost where the office has no port open. */
    private static final int MANY = 100;

    private Caller alice;
    private Caller bob;
    private MediaPhone ofAlice;
    private MediaPhone ofBob;

    @BeforeEach
    void register() {
        alice = attacker();
        bob = Caller.udp(target, "bob");
        bob.register();
        ofAlice = new MediaPhone(HOST_OF_THE_PHONES, 0x0A11CE);
        ofBob = new MediaPhone(HOST_OF_THE_PHONES, 0x000B0B);
    }

    @AfterEach
    void nothingIsLeft() {
        bob.unregister();
        await().atMost(Caller.SOON).until(() -> target.counts().calls() == 0 && target.counts().mediaPorts() == 0);
        good.assertServed();
        target.assertSound();
        for (AutoCloseable part : new AutoCloseable[] {ofAlice, ofBob, alice, bob}) {
            closeQuietly(part);
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** Alice is where she says she is; bob is behind a port mapper, and learnt while the third party sends as well. */
    @Test
    void aThirdPartyIsNeitherHeardNorSentAnything() {
        double refused = target.metric(FOREIGN);
        try (RtpSpray third = new RtpSpray(target, THIRD_PARTY, ofAlice, ofBob)) {
            String invite = alice.signedWith(TalkingCall.sdp(ofAlice.port()), "INVITE", Target.uri("bob"), "Content-Type: application/sdp");
            alice.send(invite);
            ReceivedSip heard = bob.expect("INVITE");
            sprayedOn(third);
            bob.send(heard.text().responseWith(TalkingCall.sdp(BEHIND_A_MAPPER), 200, "OK", bob.contact(), "Content-Type: application/sdp"));
            bob.expect("ACK");
            TalkingCall call = TalkingCall.accepted(alice, invite, alice.finalAnswer(invite));
            sprayedOn(third);
            talk(call.media(target), new InetSocketAddress(target.udp().getAddress(), TalkingCall.port(heard.text().body())));
            assertThat(third.received()).as("sent to the third party").isEmpty();
            alice.send(call.within("BYE"));
            bob.send(bob.expect("BYE").text().response(200, "OK"));
            alice.expect("200 BYE");
        }
        assertThat(target.metric(FOREIGN) - refused).as("counted as foreign").isGreaterThan(MANY);
        for (MediaPhone phone : new MediaPhone[] {ofAlice, ofBob}) {
            assertThat(phone.marked(RtpSpray.NOISE)).as("packets of noise").isZero();
        }
        Speech.assertHeard("bob under fire", Speech.one(), ofBob.heard());
        Speech.assertHeard("alice under fire", Speech.other(), ofAlice.heard());
    }

    /** Every port of the office was hit again. */
    private static void sprayedOn(RtpSpray spray) {
        long before = spray.sent();
        await().atMost(Caller.SOON).until(() -> spray.sent() - before > 2L * 3 * (Target.LAST_MEDIA_PORT - Target.FIRST_MEDIA_PORT));
    }

    /**
     * Both at once; once both are known, somebody on their own host joins the third party. With RTCP it cannot be told
     * from bob's, who sends none, behind his port mapper: reports of the office to him may go there, sound may not.
     */
    private void talk(InetSocketAddress forAlice, InetSocketAddress forBob) {
        CompletableFuture<Void> both = CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> ofAlice.say(Speech.one(), forAlice)),
            CompletableFuture.runAsync(() -> ofBob.say(Speech.other(), forBob)));
        await().atMost(Caller.SOON).until(() -> ofAlice.received().size() > 10 && ofBob.received().size() > 10);
        try (RtpSpray neighbour = new RtpSpray(target, HOST_OF_THE_PHONES, ofAlice, ofBob)) {
            both.join();
            assertThat(neighbour.received()).as("sent to the neighbour").allMatch(RtpBleedTest::isRtcp);
        }
    }

    private static boolean isRtcp(byte[] packet) {
        int type = packet[1] & 0xff;
        return type >= 200 && type <= 207;
    }
}
