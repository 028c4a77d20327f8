package io.rvoip.rtp.zrtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import java.util.Arrays;

/** Whatever a message says, in whatever state it comes: nothing is thrown, and nothing but an answer is sent. */
class ZrtpFuzzTest {
    private static final int MOST_ANSWERS = 4;
    private static final String[] TYPES = {"Hello   ", "HelloACK", "Commit  ", "DHPart1 ", "DHPart2 ", "Confirm1", "Confirm2",
        "Conf2ACK", "Error   ", "ErrorACK", "Ping    ", "GoClear "};

    /** The first byte says how far the exchange has come, the second what the message is, the rest is the message. */
    @FuzzTest(maxDuration = "10m")
    void message(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        Call call = new Call(new Party(1, ZrtpAlgorithms.ALL, new MemoryZrtpCache(2)),
                new Party(2, ZrtpAlgorithms.ALL, new MemoryZrtpCache(2))).start();
        for (int i = 0; i < (bytes[0] & 0xFF) % 12; i++) {
            byte[] next = i % 2 == 0 ? call.here.out.poll() : call.there.out.poll();
            if (next != null) {
                (i % 2 == 0 ? call.there : call.here).receive(next);
            }
        }
        byte[] content = Arrays.copyOf(bytes, Math.min(ZrtpPacket.LARGEST_MESSAGE, bytes.length) & ~3);
        byte[] message = ZrtpPacket.message(TYPES[(bytes[1] & 0xFF) % TYPES.length], content.length);
        System.arraycopy(content, 0, message, ZrtpPacket.CONTENT_AT, content.length);
        int sent = call.here.sent.size();
        ByteBuf packet = ZrtpPacket.write(message, 1, 2, UnpooledByteBufAllocator.DEFAULT);
        call.here.stream.received(packet, 0);
        if (call.here.sent.size() > sent + MOST_ANSWERS) {
            throw new AssertionError("answers: " + call.here.sent);
        }
        // a Conf2ACK bears no proof, but comes in question only after a Confirm1, which does
        if (call.here.said.contains("secured") && !call.there.said.contains("keys") && !call.there.sent.contains("Confirm1")) {
            throw new AssertionError("secure alone");
        }
    }

    @FuzzTest(maxDuration = "10m")
    void packet(byte[] bytes) {
        ByteBuf packet = Unpooled.wrappedBuffer(bytes);
        if (ZrtpPacket.matches(packet)) {
            ZrtpPacket.read(packet);
        }
        Hello.read(bytes);
        Commit.read(bytes, ZrtpAlgorithms.ALL);
        DhPart.read(bytes, KeyAgreement.EC25.publicBytes());
    }
}
