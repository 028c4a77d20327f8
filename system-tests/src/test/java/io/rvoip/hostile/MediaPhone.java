package io.rvoip.hostile;

import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.codec.G711;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** The media of a phone, or of somebody who has no business in a call: PCMU from one socket, and all that comes to it. */
final class MediaPhone implements AutoCloseable {
    static final int FRAME = 160;
    private static final int HEADER = 12;
    private static final int RATE = 8000;
    private static final int LONGEST = 60 * RATE;
    private static final long FRAME_NANOS = 20_000_000;

    private final DatagramSocket socket;
    private final int ssrc;
    private final List<byte[]> received = new ArrayList<>();
    private volatile int sequence = 1000;
    private long timestamp = 160_000;

    MediaPhone(String address, int ssrc) {
        this.ssrc = ssrc;
        try {
            socket = new DatagramSocket(0, InetAddress.getByName(address));
        } catch (UnknownHostException | SocketException failure) {
            throw new AssertionError(failure);
        }
        Thread reader = new Thread(this::read, "media-phone");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        byte[] bytes = new byte[2048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(packet);
            } catch (IOException closed) {
                return;
            }
            synchronized (received) {
                received.add(Arrays.copyOf(bytes, packet.getLength()));
            }
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    int ssrc() {
        return ssrc;
    }

    /** The sequence number of its last packet. */
    int sequence() {
        return sequence;
    }

    /** Says this at the pace of a call; returns when all is said. */
    void say(AudioClip words, InetSocketAddress to) {
        short[] samples = words.atRate(RATE).samples();
        long start = System.nanoTime();
        for (int frame = 0; (frame + 1) * FRAME <= samples.length; frame++) {
            byte[] payload = new byte[FRAME];
            for (int i = 0; i < FRAME; i++) {
                payload[i] = G711.toUlaw(samples[frame * FRAME + i]);
            }
            for (long left = FRAME_NANOS; left > 0; left = start + frame * FRAME_NANOS - System.nanoTime()) {
                LockSupport.parkNanos(frame == 0 ? 0 : left);
            }
            sequence++;
            timestamp += FRAME;
            send(packet(0, ssrc, sequence, timestamp, payload), to);
        }
    }

    static byte[] packet(int type, int ssrc, int sequence, long timestamp, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length).put((byte) 0x80).put((byte) type).putShort((short) sequence)
            .putInt((int) timestamp).putInt(ssrc).put(payload).array();
    }

    void send(byte[] raw, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(raw, raw.length, to));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    List<byte[]> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** How many packets came that hold nothing but this byte. */
    long marked(byte mark) {
        return received().stream().filter(packet -> packet.length == HEADER + FRAME && allAre(packet, mark)).count();
    }

    private static boolean allAre(byte[] packet, byte mark) {
        for (int i = HEADER; i < packet.length; i++) {
            if (packet[i] != mark) {
                return false;
            }
        }
        return true;
    }

    /** What came to it, each packet at its time, silence where none did. */
    AudioClip heard() {
        TreeMap<Long, byte[]> byTime = new TreeMap<>();
        for (byte[] packet : received()) {
            if (packet.length > HEADER && (packet[1] & 0x7f) == 0) {
                byTime.put(ByteBuffer.wrap(packet).getInt(4) & 0xffffffffL, packet);
            }
        }
        if (byTime.isEmpty()) {
            throw new AssertionError("nothing came to port " + port());
        }
        long first = byTime.firstKey();
        short[] samples = new short[(int) Math.min(LONGEST, byTime.lastKey() - first + FRAME)];
        byTime.forEach((at, packet) -> {
            for (int i = HEADER; i < packet.length && at - first + i - HEADER < samples.length; i++) {
                samples[(int) (at - first) + i - HEADER] = G711.fromUlaw(packet[i]);
            }
        });
        return AudioClip.mono(RATE, samples);
    }

    @Override
    public void close() {
        socket.close();
    }
}
