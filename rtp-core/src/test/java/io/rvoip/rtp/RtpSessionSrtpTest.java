package io.rvoip.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.rtcp.ReceiverReport;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSession;
import io.rvoip.rtp.srtp.SrtpStatus;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.SeededIds;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session that is encrypted: nothing is believed that does not authenticate, nothing leaves in clear. */
class RtpSessionSrtpTest extends SessionFixture {
    private static final SrtpEngine ENGINE = SrtpEngine.jca(CryptoProvider.jdk());
    private final SrtpMasterKey ours = key(1);
    private final SrtpMasterKey theirs = key(2);
    private final SrtpSession srtp = new SrtpSession(ENGINE, new SrtpKeys("sdes", ours, theirs));
    private final SrtpContext far = ENGINE.open(theirs);
    private final SrtpContext farIn = ENGINE.open(ours);

    private static SrtpMasterKey key(int seed) {
        return SrtpMasterKey.random(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SeededIds(seed));
    }

    @BeforeEach
    void secure() {
        session.secure(srtp, srtp);
    }

    private ByteBuf encrypted(SrtpContext with, int sequence) {
        ByteBuf packet = TestPackets.rtp(0, false, sequence, sequence * 160, SSRC, 160);
        assertThat(with.protectRtp(packet)).isEqualTo(SrtpStatus.OK);
        return packet;
    }

    private void genuine(int sequence, InetSocketAddress from) {
        session.receivedRtp(encrypted(far, sequence), from, sequence * 20 * MS);
    }

    @Test
    void whatIsGenuineIsHeardInClear() {
        genuine(1, REMOTE);

        assertThat(out.media).hasSize(1);
        assertThat(ByteBufUtil.getBytes(out.media.get(0)))
                .isEqualTo(ByteBufUtil.getBytes(TestPackets.rtp(0, false, 1, 160, SSRC, 160)));
    }

    @Test
    void whatIsSentIsEncrypted() {
        send(0, 0);
        ByteBuf packet = out.rtp.get(0);

        assertThat(packet.readableBytes()).isEqualTo(12 + 160 + 10);
        assertThat(farIn.unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
        assertThat(packet.readableBytes()).isEqualTo(172);
    }

    /** The tag of a line is in front of what is encrypted; under cryptex nobody on the way reads it (RFC 9335). */
    @ParameterizedTest
    @EnumSource(Cryptex.class)
    void aLineIsNamedInWhatIsEncrypted(Cryptex cryptex) {
        MidExtension line = new MidExtension(5, "v1");
        srtp.protectHeads(HeaderProtection.of(cryptex));
        farIn.protectHeads(HeaderProtection.of(cryptex));
        session.mark(line);
        send(0, 0);
        ByteBuf packet = out.rtp.get(0);
        RtpPacket view = new RtpPacket();

        assertThat(packet.readableBytes()).isEqualTo(12 + 8 + 160 + 10);
        assertThat(view.wrap(packet)).isEqualTo(RtpProblem.NONE);
        assertThat(line.marks(view)).isEqualTo(cryptex == Cryptex.OFF);
        assertThat(farIn.unprotectRtp(packet)).isEqualTo(SrtpStatus.OK);
        assertThat(view.wrap(packet)).isEqualTo(RtpProblem.NONE);
        assertThat(line.marks(view)).isTrue();
        assertThat(view.payloadLength()).isEqualTo(160);
    }

    @Test
    void reportsAreEncryptedBothWays() {
        genuine(1, REMOTE);
        report();
        ByteBuf sent = out.rtcp.get(0);
        assertThat(farIn.unprotectRtcp(sent)).isEqualTo(SrtpStatus.OK);

        receiveRtcp(SECOND, new ReceiverReport(SSRC, List.of()));
        assertThat(session.dropped(RtpDrop.SRTP_AUTH_FAILED) + session.dropped(RtpDrop.SRTP_REFUSED)
                + session.dropped(RtpDrop.INVALID_RTCP)).as("in clear").isEqualTo(1);
    }

    /** Design rule 4: a forger teaches nothing, not even from the right address. */
    @Test
    void nothingIsLearnedFromWhatIsForged() {
        for (int i = 0; i < 100; i++) {
            receive(0, i, SSRC, STRANGER, i * MS);
            receive(0, i, SSRC, REMOTE, i * MS);
        }
        assertThat(session.dropped(RtpDrop.SRTP_AUTH_FAILED)).isEqualTo(200);
        assertThat(out.said).isEmpty();
        assertThat(session.remoteSsrc()).isEmpty();
        assertThat(metrics.counter("rvoip_rtp_packets_dropped_total", "reason", "srtp_auth_failed")).isNotNull();

        genuine(1, REMOTE);
        assertThat(out.said).containsExactly("learned 4000", "remote " + SSRC);
        assertThat(out.media).hasSize(1);
    }

    @Test
    void whatIsRepeatedIsDropped() {
        ByteBuf packet = encrypted(far, 1);
        session.receivedRtp(packet.copy(), REMOTE, 0);
        session.receivedRtp(packet, REMOTE, MS);

        assertThat(out.media).hasSize(1);
        assertThat(session.dropped(RtpDrop.SRTP_REPLAYED)).isEqualTo(1);
    }

    @Test
    void whatCannotBeEncryptedIsNotSent() {
        ByteBuf exact = Unpooled.wrappedBuffer(new byte[172]);
        session.send(exact, 0, false, 0, 0);

        assertThat(out.rtp).isEmpty();
        assertThat(exact.refCnt()).isZero();
        assertThat(session.dropped(RtpDrop.SRTP_NOT_SENT)).isEqualTo(1);
    }

    /** RFC 4568 section 7.1.4: there is a while when the far end may send with the old key as well as with the new. */
    @Test
    void aNewKeyIsChangedToWithoutAGap() {
        genuine(1, REMOTE);
        SrtpMasterKey next = key(3);
        SrtpContext nextFar = ENGINE.open(next);
        srtp.use(new SrtpKeys("sdes", ours, next));

        genuine(2, REMOTE);
        genuine(3, REMOTE);
        session.receivedRtp(encrypted(nextFar, 4), REMOTE, 80 * MS);
        assertThat(out.media).hasSize(4);
        genuine(5, REMOTE);
        session.receivedRtp(encrypted(nextFar, 6), REMOTE, 120 * MS);

        assertThat(out.media).as("the old key is over with the first packet of the new").hasSize(5);
        assertThat(session.dropped(RtpDrop.SRTP_AUTH_FAILED)).isEqualTo(1);
    }

    /** As each re-INVITE brings it: what was received with it is still known, though the object it was read into first is wiped. */
    @Test
    void aKeyOfTheFarEndsThatIsNamedAgainGoesOnWhereItWas() {
        ByteBuf packet = encrypted(far, 1);
        session.receivedRtp(packet.copy(), REMOTE, 0);
        srtp.use(new SrtpKeys("sdes", ours, key(2)));
        theirs.close();
        srtp.use(new SrtpKeys("sdes", ours, key(2)));
        session.receivedRtp(packet, REMOTE, MS);
        genuine(2, REMOTE);

        assertThat(out.media).hasSize(2);
        assertThat(session.dropped(RtpDrop.SRTP_REPLAYED)).isEqualTo(1);
    }

    /** A key whose counter began anew would encrypt two packets with one keystream. */
    @Test
    void aKeyOfOursThatComesBackGoesOnWhereItWas() {
        send(0, 0);
        srtp.use(new SrtpKeys("sdes", key(4), theirs));
        send(160, 20 * MS);
        srtp.use(new SrtpKeys("sdes", ours, theirs));
        send(320, 40 * MS);

        ByteBuf repeated = out.rtp.get(0).copy();
        assertThat(farIn.unprotectRtp(repeated)).isEqualTo(SrtpStatus.OK);
        assertThat(srtp.protectRtp(repeated)).isEqualTo(SrtpStatus.REPLAYED);
    }

    /** How many contexts are open: those of keys that will not come back are not kept. */
    private static final class Counting implements SrtpEngine {
        private int open;

        @Override
        public SrtpContext open(SrtpMasterKey key) {
            open++;
            SrtpContext context = ENGINE.open(key);
            return (SrtpContext) Proxy.newProxyInstance(SrtpContext.class.getClassLoader(), new Class<?>[] {SrtpContext.class},
                    (proxy, method, arguments) -> {
                        open -= method.getName().equals("close") ? 1 : 0;
                        return method.invoke(context, arguments);
                    });
        }
    }

    @Test
    void aKeyOfOursThatIsWipedLeavesNothing() {
        Counting engine = new Counting();
        SrtpMasterKey last = ours;
        SrtpSession changing = new SrtpSession(engine, new SrtpKeys("mikey-rsa", last, theirs));
        for (int i = 10; i < 110; i++) {
            SrtpMasterKey next = key(i);
            changing.use(new SrtpKeys("mikey-rsa", next, theirs));
            last.close();
            last = next;
        }

        assertThat(engine.open).as("the one in force, the one before, and that of the far end").isEqualTo(3);
        assertThat(changing.protectRtp(TestPackets.rtp(0, false, 1, 0, SSRC, 4).capacity(64))).isEqualTo(SrtpStatus.OK);
        changing.close();
        assertThat(engine.open).isZero();
    }

    /** As answers bring it that are read twice: wiped is what came first, and what is in force is the same key. */
    @Test
    void aKeyOfOursThatIsNamedAgainOutlivesTheObjectThatNamedItFirst() {
        send(0, 0);
        srtp.use(new SrtpKeys("mikey-rsa", key(1), theirs));
        ours.close();
        srtp.use(new SrtpKeys("mikey-rsa", key(5), theirs));
        srtp.use(new SrtpKeys("mikey-rsa", key(1), theirs));

        ByteBuf repeated = out.rtp.get(0).copy();
        assertThat(farIn.unprotectRtp(repeated)).isEqualTo(SrtpStatus.OK);
        assertThat(srtp.protectRtp(repeated)).isEqualTo(SrtpStatus.REPLAYED);
    }

    @Test
    void moreKeysOfOursThanMayComeBackAreRefused() {
        for (int i = 0; i < 31; i++) {
            srtp.use(new SrtpKeys("sdes", key(10 + i), theirs));
        }
        SrtpKeys beyond = new SrtpKeys("sdes", key(50), theirs);

        assertThatThrownBy(() -> srtp.use(beyond)).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("keys: 32 of ours");
        send(0, 0);
        assertThat(out.rtp).as("the last one stays in force").hasSize(1);
    }

    @Test
    void theByeIsEncryptedAndTheKeysAreGoneAfterIt() {
        send(0, 0);
        session.close("", 20 * MS);

        ByteBuf bye = out.rtcp.get(out.rtcp.size() - 1);
        assertThat(farIn.unprotectRtcp(bye)).isEqualTo(SrtpStatus.OK);
        assertThat(srtp.protectRtp(TestPackets.rtp(0, false, 9, 0, SSRC, 4))).isEqualTo(SrtpStatus.CLOSED);
    }
}
