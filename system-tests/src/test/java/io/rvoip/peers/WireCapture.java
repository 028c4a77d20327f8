package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.codec.G711;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What tshark saw on loopback. */
final class WireCapture {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int UDP_AT = 14 + 20;
    private static final int RTP_AT = UDP_AT + 8;
    private static final int RTP_HEADER = 12;
    private static final int FRAME = 160;

    private WireCapture() {}

    /** Captures until it is closed. */
    static Tool start(Path dir, Path pcap) throws IOException, InterruptedException {
        Tool.require("tshark", "tshark");
        Tool tool = Tool.start("tshark", dir, List.of("tshark", "-i", "lo", "-f", "udp", "-F", "pcap", "-w", pcap.toString()));
        tool.await("Capturing on", Duration.ofSeconds(20));
        return tool;
    }

    /** The RTP packets, of payload type 0, that left this port of 127.0.0.1, in their order. */
    static List<byte[]> sentFrom(int port, Path pcap) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> packets = new ArrayList<>();
        int at = FILE_HEADER;
        while (at + RECORD_HEADER <= file.limit()) {
            int length = file.getInt(at + 8);
            int begin = at + RECORD_HEADER;
            byte[] frame = Arrays.copyOfRange(file.array(), begin, Math.min(begin + length, file.limit()));
            at = begin + length;
            if (length > RTP_AT + RTP_HEADER && ByteBuffer.wrap(frame).getShort(UDP_AT) == (short) port
                    && (frame[RTP_AT + 1] & 0x7f) == 0) {
                packets.add(Arrays.copyOfRange(frame, RTP_AT, frame.length));
            }
        }
        return packets;
    }

    static List<byte[]> decrypted(List<byte[]> packets, SrtpMasterKey key) {
        SrtpContext context = SrtpEngine.jca(CryptoProvider.jdk()).open(key);
        return packets.stream().map(packet -> {
            ByteBuf buffer = Unpooled.copiedBuffer(packet);
            assertThat(context.unprotectRtp(buffer)).isEqualTo(SrtpStatus.OK);
            return ByteBufUtil.getBytes(buffer);
        }).toList();
    }

    /** The payloads as if they were µ-law, one after the other. */
    static AudioClip ulaw(List<byte[]> packets) {
        assertThat(packets).hasSizeGreaterThan(300);
        short[] samples = new short[FRAME * packets.size()];
        for (int i = 0; i < packets.size(); i++) {
            for (int k = 0; k < FRAME; k++) {
                samples[FRAME * i + k] = G711.fromUlaw(packets.get(i)[RTP_HEADER + k]);
            }
        }
        return AudioClip.mono(8000, samples);
    }
}
