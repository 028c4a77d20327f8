package io.rvoip.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.rtp.event.EventReceiverSettings;
import io.rvoip.rtp.event.TelephoneEventReceiver;
import io.rvoip.rtp.jitter.JitterBuffer;
import io.rvoip.rtp.jitter.JitterSettings;
import io.rvoip.rtp.jitter.Pull;
import io.rvoip.rtp.rtcp.RtcpCompound;
import io.rvoip.rtp.rtcp.RtcpPacket;
import io.rvoip.rtp.rtcp.RtcpProblem;
import io.rvoip.rtp.rtcp.RtcpReader;

/** No bytes from the wire may throw, or be read beyond their end. */
class RtpFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void packet(byte[] bytes) {
        RtpPacket packet = new RtpPacket();
        if (packet.wrap(Unpooled.wrappedBuffer(bytes)) != RtpProblem.NONE) {
            return;
        }
        if (packet.payloadLength() < 0 || packet.payloadOffset() + packet.payloadLength() > bytes.length) {
            throw new AssertionError("payload outside of the packet");
        }
        for (int i = 0; i < packet.csrcCount(); i++) {
            packet.csrc(i);
        }
        telephoneEvent(packet);
        packet.strip();
    }

    private static void telephoneEvent(RtpPacket packet) {
        new TelephoneEventReceiver(EventReceiverSettings.of(8000), new TelephoneEventReceiver.Sink() {
            @Override
            public void began(int code, int volume, long now) {
                if (code < 0 || code > 15 || volume < 0 || volume > 63) {
                    throw new AssertionError("no digit: " + code);
                }
            }

            @Override
            public void ended(int code, long nanos, long now) {
                if (nanos <= 0) {
                    throw new AssertionError("no duration: " + nanos);
                }
            }
        }).received(packet, 0);
    }

    @FuzzTest(maxDuration = "10m")
    void compound(byte[] bytes) {
        RtcpCompound compound = RtcpReader.read(Unpooled.wrappedBuffer(bytes));
        if (compound.offset() == bytes.length != (compound.problem() == RtcpProblem.NONE) && bytes.length > 0) {
            throw new AssertionError(compound.toString());
        }
        for (RtcpPacket packet : compound.packets()) {
            packet.type();
        }
    }

    /** Any payload in place of packets that carry earlier ones; after others, so that some of those are missing. */
    @FuzzTest(maxDuration = "10m")
    void redundant(byte[] bytes) {
        RepairFixture far = new RepairFixture();
        far.hear(0, 1, 0);
        far.hear(0, 2, 20);
        far.hear(0, 6, 100);
        far.hear(RepairFixture.REDUNDANT, 7, 120, bytes);
        far.hearAgain(8, 140, bytes);
        for (ByteBuf packet : far.out.media) {
            if (new RtpPacket().wrap(packet) != RtpProblem.NONE) {
                throw new AssertionError("no packet of its own");
            }
        }
    }

    /** Any sequence of packets: seven bytes each are sequence number, timestamp and time passed. */
    @FuzzTest(maxDuration = "10m")
    void jitterBuffer(byte[] bytes) {
        JitterBuffer buffer = new JitterBuffer(JitterSettings.of(8000).withMaxPackets(16));
        ByteBuf input = Unpooled.wrappedBuffer(bytes);
        RtpPacket view = new RtpPacket();
        long now = 0;
        int steps = 0;
        while (input.readableBytes() >= 7 && steps++ < 2_000) {
            ByteBuf packet = Unpooled.buffer(RtpPacket.HEADER_BYTES).writeZero(RtpPacket.HEADER_BYTES);
            view.write(packet, 0, false, input.readUnsignedShort(), input.readInt(), 1);
            buffer.insert(view, now);
            now += input.readUnsignedByte() * 1_000_000L;
            if (buffer.size() > 16) {
                throw new AssertionError("holds " + buffer.size());
            }
            if (buffer.pull(now) == Pull.PACKET && !buffer.packet().buffer().release()) {
                throw new AssertionError("not ours alone");
            }
        }
        buffer.clear();
    }
}
