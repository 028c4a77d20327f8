package io.rvoip.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.testing.SeededIds;
import java.time.Duration;
import java.util.Map;

/** A session that makes good what is lost, as configured. */
class RepairFixture extends SessionFixture {
    static final int REDUNDANT = 120;
    static final int AGAIN = 121;
    static final RtpRepair ASKING = RtpRepair.NOTHING.withFeedback(true, false, Duration.ofSeconds(1));
    static final RtpRepair BOTH = ASKING.withRedundancy(REDUNDANT, 0, REDUNDANT).withAgain(Map.of(0, AGAIN), Map.of(AGAIN, 0));
    private static final PayloadClocks WITH_REDUNDANT = PayloadClocks.of(Map.of(0, 8000, 8, 8000, 101, 8000, REDUNDANT, 8000));

    private long last;

    RepairFixture() {
        this(RepairSettings.DEFAULT.withRedundant(true, 2, 0.03), BOTH);
    }

    RepairFixture(RepairSettings settings, RtpRepair agreed) {
        this(settings, agreed, 1);
    }

    /** @param seed of its numbers: two that talk to each other must not have the same */
    RepairFixture(RepairSettings settings, RtpRepair agreed, long seed) {
        session = new RtpSession(RtpSessionSettings.of("here").withRepair(settings), WITH_REDUNDANT, NTP, new SeededIds(seed),
                UnpooledByteBufAllocator.DEFAULT, new RtpCounters(metrics), out, 0);
        session.expectRemote(REMOTE, null, null);
        session.repair(agreed, 0);
    }

    void hear(int payloadType, int sequence, long millis, byte... payload) {
        hear(payloadType, sequence, millis, SSRC, payload);
    }

    /** In the stream of what is sent again. */
    void hearAgain(int sequence, long millis, byte... payload) {
        hear(AGAIN, sequence, millis, 555, payload);
    }

    private void hear(int payloadType, int sequence, long millis, int ssrc, byte[] payload) {
        ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES).writeBytes(payload);
        new RtpPacket().write(packet, payloadType, false, sequence, sequence * 160, ssrc);
        session.receivedRtp(packet, REMOTE, millis * MS);
    }

    /** Says one packet of 160 octets that are all its number. */
    void say(int number) {
        ByteBuf packet = Unpooled.buffer().writeZero(RtpPacket.HEADER_BYTES);
        for (int i = 0; i < 160; i++) {
            packet.writeByte(number);
        }
        session.send(packet, 0, false, number * 160, number * 20 * MS);
    }

    /** Runs what is due up to {@code millis}. */
    void until(long millis) {
        while (session.nextDeadline() <= millis * MS) {
            int before = out.rtcp.size();
            long now = session.nextDeadline();
            session.onDeadline(now);
            last = out.rtcp.size() > before ? now : last;
        }
    }

    /** When RTCP was sent last. */
    long last() {
        return last;
    }
}
