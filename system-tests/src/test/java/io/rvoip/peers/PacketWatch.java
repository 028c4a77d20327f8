package io.rvoip.peers;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.codec.G711;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The datagrams that go by in a network, with the time at which tshark saw each, as they go by. */
final class PacketWatch implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern LINE = Pattern.compile("(?m)^(\\d+)\\.(\\d{3})\\d*,([\\d.]+),([\\d.]+),(\\d+),([0-9a-f]+)$");
    private static final int RTP_HEADER = 12;
    private static final int FRAME = 160;
    private static final int PCMA = 8;
    private static final int VERSION_2 = 0b10;

    private final Tool tshark;

    private PacketWatch(Tool tshark) {
        this.tshark = tshark;
    }

    /**
     * A datagram.
     *
     * @param millis since 1970
     */
    record Datagram(long millis, String from, String to, int toPort, byte[] payload) {
        boolean begins(String text) {
            return new String(payload, 0, Math.min(payload.length, text.length()), StandardCharsets.ISO_8859_1).equals(text);
        }

        /** Whether it is RTP with one frame of 20 ms of a law of G.711. */
        boolean isG711() {
            return payload.length == RTP_HEADER + FRAME && (payload[0] & 0xff) >>> 6 == VERSION_2;
        }

        /** What is said in it. */
        short[] samples() {
            boolean alaw = (payload[1] & 0x7f) == PCMA;
            short[] samples = new short[payload.length - RTP_HEADER];
            for (int i = 0; i < samples.length; i++) {
                byte code = payload[RTP_HEADER + i];
                samples[i] = alaw ? G711.fromAlaw(code) : G711.fromUlaw(code);
            }
            return samples;
        }
    }

    /**
     * Starts one.
     *
     * @param place where, as {@link PrivateNetwork#inside} has it
     * @param at an interface, or {@code any}: all there are, also those that come later
     * @param filter in the words of libpcap
     */
    static PacketWatch in(UnaryOperator<List<String>> place, Path dir, String at, String filter) throws IOException, InterruptedException {
        Tool.require("tshark", "tshark");
        Tool tool = Tool.start("tshark", dir, place.apply(List.of("tshark", "-l", "-n", "-i", at, "-f", filter, "-T", "fields",
            "-E", "separator=,", "-e", "frame.time_epoch", "-e", "ip.src", "-e", "ip.dst", "-e", "udp.dstport", "-e", "udp.payload")));
        tool.await("Capturing on", SOON);
        return new PacketWatch(tool);
    }

    /** What it has seen so far. */
    List<Datagram> seen() {
        return LINE.matcher(tshark.output()).results().map(PacketWatch::datagram).toList();
    }

    /** What is said in such datagrams, one after the other. */
    static AudioClip sound(Stream<Datagram> datagrams) {
        List<short[]> frames = datagrams.map(Datagram::samples).toList();
        short[] all = new short[frames.size() * FRAME];
        for (int i = 0; i < frames.size(); i++) {
            System.arraycopy(frames.get(i), 0, all, i * FRAME, FRAME);
        }
        return AudioClip.mono(8000, all);
    }

    private static Datagram datagram(MatchResult line) {
        return new Datagram(Long.parseLong(line.group(1) + line.group(2)), line.group(3), line.group(4),
            Integer.parseInt(line.group(5)), HexFormat.of().parseHex(line.group(6)));
    }

    @Override
    public void close() {
        tshark.close();
    }
}
