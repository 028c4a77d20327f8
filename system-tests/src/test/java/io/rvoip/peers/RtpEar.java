package io.rvoip.peers;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.codec.G711;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;

/** A socket that keeps the G.711 of the RTP that comes to it, by timestamp, and may send it back. */
final class RtpEar implements Closeable {
    private static final int RTP_HEADER = 12;
    static final int PCMU = 0;
    static final int PCMA = 8;

    private static final int LONGEST = 8000 * 60;
    private static final int PCAP_HEADER = 24;
    private static final int PCAP_RECORD = 16;
    private static final int ETHERNET_IP_UDP = 14 + 20 + 8;

    private final DatagramSocket socket;
    private final int payloadType;
    private final boolean echo;
    private final TreeMap<Long, byte[]> payloads = new TreeMap<>();

    /** Hears A-law. */
    RtpEar(int port) throws IOException {
        this(port, PCMA, false);
    }

    RtpEar(int port, int payloadType, boolean echo) throws IOException {
        this.payloadType = payloadType;
        this.echo = echo;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread reader = new Thread(this::read, "rtp-ear");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        byte[] bytes = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(packet);
                if (echo) {
                    socket.send(packet);
                }
            } catch (IOException closed) {
                return;
            }
            synchronized (payloads) {
                keep(bytes, packet.getLength());
            }
        }
    }

    private void keep(byte[] bytes, int length) {
        if (length > RTP_HEADER && (bytes[1] & 0x7f) == payloadType) {
            long timestamp = ByteBuffer.wrap(bytes).getInt(4) & 0xffffffffL;
            payloads.put(timestamp, Arrays.copyOfRange(bytes, RTP_HEADER, length));
        }
    }

    int packets() {
        synchronized (payloads) {
            return payloads.size();
        }
    }

    /** Packets that held so many samples. */
    int packetsOf(int samples) {
        synchronized (payloads) {
            return (int) payloads.values().stream().filter(payload -> payload.length == samples).count();
        }
    }

    /** What was heard as A-law, with silence where nothing came. */
    AudioClip clip() {
        synchronized (payloads) {
            if (payloads.isEmpty()) {
                throw new AssertionError("no RTP came to " + socket.getLocalPort());
            }
            return sound(payloads);
        }
    }

    private static AudioClip sound(TreeMap<Long, byte[]> payloads) {
        long first = payloads.firstKey();
        int length = (int) Math.min(LONGEST, payloads.lastKey() - first + payloads.lastEntry().getValue().length);
        short[] samples = new short[length];
        payloads.forEach((timestamp, payload) -> {
            for (int i = 0; i < payload.length && timestamp - first + i < length; i++) {
                samples[(int) (timestamp - first) + i] = G711.fromAlaw(payload[i]);
            }
        });
        return AudioClip.mono(8000, samples);
    }

    /** What a capture of one A-law stream over Ethernet holds. */
    static AudioClip capture(Path pcap) throws IOException {
        byte[] bytes = Files.readAllBytes(pcap);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        TreeMap<Long, byte[]> payloads = new TreeMap<>();
        for (int at = PCAP_HEADER; at + PCAP_RECORD < bytes.length; ) {
            int length = in.getInt(at + 8);
            int rtp = at + PCAP_RECORD + ETHERNET_IP_UDP;
            at += PCAP_RECORD + length;
            long timestamp = Integer.reverseBytes(in.getInt(rtp + 4)) & 0xffffffffL;
            payloads.put(timestamp, Arrays.copyOfRange(bytes, rtp + RTP_HEADER, at));
        }
        return sound(payloads);
    }

    @Override
    public void close() {
        socket.close();
    }
}
