package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.TransactionId;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.rtp.transport.MediaConnection;
import io.rvoip.rtp.transport.MediaConnections;
import io.rvoip.session.SdpBody;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A leg whose far end is reached by no datagram: it connects to the port above the shared one, and gives back what it hears. */
@Timeout(60)
class RtpMediaLegTcpTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();
    private static final String PASSWORD = "theirs+has+22+ice+char";
    private static final double TONE = 700;

    private final SeededIds ids = new SeededIds(9);
    private MediaPair pair;
    private MediaConnections connections;

    /** The far end. */
    private final class Far extends MediaConnection {
        private final String fragment;
        private final StunKey key;
        int checks;
        int answers;
        int media;
        boolean closed;

        Far(Media answer) {
            super(new InetSocketAddress("192.0.2.7", 40_000));
            fragment = answer.attribute("ice-ufrag").orElseThrow();
            key = StunKey.shortTerm(answer.attribute("ice-pwd").orElseThrow());
        }

        void connects() {
            onLoop(() -> assertThat(connections.accepted(this)).isTrue());
        }

        void checks() {
            says(check());
        }

        ByteBuf check() {
            return StunMessage.bindingRequest(TransactionId.random(ids))
                    .add(new StunAttribute.Username(fragment + ":them"))
                    .add(new StunAttribute.Priority(1_518_280_447))
                    .add(new StunAttribute.IceControlling(-1))
                    .add(new StunAttribute.UseCandidate())
                    .integrity(key, CRYPTO).fingerprint().build().encode();
        }

        void says(ByteBuf packet) {
            onLoop(() -> connections.received(this, packet));
        }

        void ends() {
            closed = true;
            onLoop(() -> connections.closed(this));
        }

        private void onLoop(Runnable task) {
            pair.far.portLoop.execute(task);
        }

        @Override
        protected boolean send(ByteBuf packet, boolean check) {
            if (!check) {
                media++;
                ByteBuf echo = packet.copy();
                echo.setInt(echo.readerIndex() + 8, 0x1234_5678); // a source of its own
                says(echo);
            } else {
                StunMessage message = ((StunResult.Parsed) new StunParser(StunLimits.DEFAULT).parse(packet)).message();
                if (message.messageClass() == StunClass.REQUEST) {
                    checks++;
                    says(message.answer(StunClass.SUCCESS)
                            .add(new StunAttribute.XorMappedAddress(pair.far.shared.connectionsAddress().orElseThrow()))
                            .integrity(StunKey.shortTerm(PASSWORD), CRYPTO).fingerprint().build().encode());
                } else if (message.messageClass() == StunClass.SUCCESS) {
                    answers++;
                }
            }
            packet.release();
            return true;
        }

        @Override
        protected void close() {
            closed = true;
        }
    }

    @ParameterizedTest
    @EnumSource(value = IceUse.Kind.class, names = {"LITE", "FULL"})
    void mediaGoesBothWaysOverTheConnectionUntilItEnds(IceUse.Kind agent) {
        IceUse ice = IceUse.DEFAULT.withAgent(agent).withPort(IcePort.SHARED.withTcp(IceTcp.PASSIVE));
        pair = new MediaPair(RtpMediaSettings.DEFAULT, RtpMediaSettings.DEFAULT.withIce(ice));
        pair.far.shared.withConnections((local, loop, to) -> {
            connections = to;
            return CompletableFuture.completedStage(() -> { });
        });
        pair.far.share();
        SessionDescription offer = MediaPair.text(String.join("\r\n", "v=0", "o=- 1 1 IN IP4 192.0.2.7", "s=-", "t=0 0", "m=audio 9 RTP/AVP 0",
                "c=IN IP4 192.0.2.7", "a=rtcp-mux", "a=ice-ufrag:them", "a=ice-pwd:" + PASSWORD,
                "a=candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active generation 0", "a=end-of-candidates", ""));
        RtpMediaLeg leg = pair.far.open(pair.far.request().answering(Optional.of(SdpBody.of(offer))));
        ToneDetector hears = new ToneDetector(TONE);
        leg.media().source(new ToneSource(TONE));
        leg.media().sink(hears);
        CompletableFuture<AnswerResult> answered = leg.answer(offer).toCompletableFuture();
        pair.time.runReady();
        Media line = MediaPair.text(((AnswerResult.Accepted) answered.join()).answer()).media().get(0);
        assertThat(line.candidates()).anyMatch(candidate -> candidate.contains(" TCP ")
                && candidate.contains(" 4001 typ host tcptype passive"));
        assertThat(line.port()).as("for who knows nothing of this").isEqualTo(4_000);

        Far far = new Far(line);
        far.connects();
        pair.advance(500);
        assertThat(far.checks + far.media).as("before its check").isZero();
        for (int i = 0; i < 3; i++) { // the others ask for consent
            far.checks();
            pair.advance(4_000);
        }
        assertThat(far.answers).isEqualTo(3);
        assertThat(far.checks).as("of a full agent").matches(count -> count > 0 == (agent == IceUse.Kind.FULL));
        assertThat(far.media).isGreaterThan(580);
        assertThat(hears.heardMillis()).isGreaterThan(11_000);
        assertThat(pair.wire).as("datagrams").noneMatch(sent -> sent.to().getAddress().equals(far.from().getAddress()));

        CompletableFuture<SessionDescription> again = leg.offer(OfferKind.REFRESH).toCompletableFuture();
        pair.time.runReady();
        SessionDescription said = MediaPair.text(again.join());
        assertThat(said.media().get(0).candidates()).hasSize(1).allMatch(one -> one.contains(" 4001 typ host tcptype passive"));
        assertThat(said.connectionOf(said.media().get(0)).orElseThrow().address()).as("no datagrams are expected").isEqualTo("0.0.0.0");
        assertThat(said.media().get(0).port()).isEqualTo(9);
        leg.rollback();

        far.ends();
        pair.advance(40_000);
        assertThat(pair.far.told.events).contains("unreachable: CONSENT_LOST");
        leg.close();
        pair.closeAndFindNothing();
    }

    private RtpMediaLeg called(IceUse.Kind agent) {
        IceUse ice = IceUse.DEFAULT.withOffer(IceUse.Offer.ALWAYS).withAgent(agent).withPort(IcePort.SHARED.withTcp(IceTcp.PASSIVE));
        pair = new MediaPair(RtpMediaSettings.DEFAULT, RtpMediaSettings.DEFAULT.withIce(ice));
        pair.far.shared.withConnections((local, loop, to) -> {
            connections = to;
            return CompletableFuture.completedStage(() -> { });
        });
        pair.far.share();
        return pair.far.open(pair.far.request());
    }

    private SessionDescription offer(RtpMediaLeg leg) {
        CompletableFuture<SessionDescription> offered = leg.offer(OfferKind.INITIAL).toCompletableFuture();
        pair.time.runReady();
        return MediaPair.text(offered.join());
    }

    private static SessionDescription answer(String... ice) {
        return MediaPair.text(String.join("\r\n", "v=0", "o=- 1 1 IN IP4 192.0.2.7", "s=-", "t=0 0", "m=audio 9 RTP/AVP 0",
                "c=IN IP4 192.0.2.7", "a=rtcp-mux", "") + String.join("", ice));
    }

    /** Over whatever it is called: its ports are its own, for it may answer without ICE, and connections say whose they are. */
    @ParameterizedTest
    @EnumSource(value = IceUse.Kind.class, names = {"LITE", "FULL"})
    void aPhoneThatIsCalledMayConnectToo(IceUse.Kind agent) {
        RtpMediaLeg leg = called(agent);
        ToneDetector hears = new ToneDetector(TONE);
        leg.media().source(new ToneSource(TONE));
        leg.media().sink(hears);
        Media line = offer(leg).media().get(0);
        assertThat(line.port()).isGreaterThanOrEqualTo(20_000);
        assertThat(line.candidates()).hasSize(3).anyMatch(candidate -> candidate.contains(" 1 TCP ")
                && candidate.contains(" 4001 typ host tcptype passive"));
        assertThat(leg.accept(answer("a=ice-ufrag:them\r\n", "a=ice-pwd:" + PASSWORD + "\r\n",
                "a=candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active\r\n", "a=end-of-candidates\r\n"))).isEmpty();
        Far far = new Far(line);
        far.connects();
        for (int i = 0; i < 3; i++) {
            far.checks();
            pair.advance(4_000);
        }
        assertThat(far.answers).isEqualTo(3);
        assertThat(far.media).isGreaterThan(580);
        assertThat(hears.heardMillis()).isGreaterThan(11_000);
        assertThat(pair.wire).as("datagrams").noneMatch(sent -> sent.to().getAddress().equals(far.from().getAddress()));
        assertThat(pair.far.shared.legs()).isEqualTo(1);
        leg.close();
        pair.advance(100);
        assertThat(far.closed).isTrue();
        pair.closeAndFindNothing();
    }

    @Test
    void whoAnswersWithoutIceIsHeardAtThePortsAndDoesNotConnect() {
        RtpMediaLeg leg = called(IceUse.Kind.FULL);
        Media line = offer(leg).media().get(0);
        SessionDescription plain = answer();
        assertThat(leg.accept(plain)).isEmpty();
        pair.time.runReady();
        Far far = new Far(line);
        far.connects();
        far.checks();
        pair.advance(100);
        assertThat(far.closed).isTrue();
        assertThat(far.answers).isZero();
        leg.close();
        pair.closeAndFindNothing();
    }

    /** Its own ports are what is told for datagrams. */
    @Test
    void datagramsOnTheSharedPortAreNotThoseOfALegThatHasItsOwn() {
        RtpMediaLeg leg = called(IceUse.Kind.FULL);
        Media line = offer(leg).media().get(0);
        pair.time.runReady();
        VirtualHost elsewhere = pair.network.host();
        DatagramPath path = elsewhere.bindNow(elsewhere.at(6_000), pair.time.loop("elsewhere"), (on, datagram, from) -> datagram.release());
        path.send(new Far(line).check(), pair.far.host.at(4_000));
        pair.advance(100);
        assertThat(pair.far.metrics.count("rvoip_media_shared_port_dropped_total", "reason", "unknown-fragment")).isEqualTo(1);
        path.close();
        leg.close();
        pair.closeAndFindNothing();
    }
}
