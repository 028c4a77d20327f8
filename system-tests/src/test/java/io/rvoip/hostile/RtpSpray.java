package io.rvoip.hostile;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A third party that pours loud noise and RTCP into every media port of the office until it is stopped: with guessed and
 * with the right SSRCs, payload types and sequence numbers.
 */
final class RtpSpray implements AutoCloseable {
    /** Every byte of its noise: as loud as µ-law can be. */
    static final byte NOISE = 0;

    private static final int[] TYPES = {0, 8, 101, 96};
    private static final int[] AHEAD = {-1, 0, 1, 2, 40, 5000};
    private static final int BYE = 203;
    private static final int SENDER_REPORT = 200;
    private static final long PAUSE_NANOS = 40_000_000;

    private final Target target;
    private final MediaPhone socket;
    private final List<MediaPhone> victims;
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    /** @param victims whose SSRCs and sequence numbers it knows */
    RtpSpray(Target target, String from, MediaPhone... victims) {
        this.target = target;
        this.socket = new MediaPhone(from, 0x0BADBAD0);
        this.victims = List.of(victims);
        thread = new Thread(this::spray, "rtp-spray");
        thread.start();
    }

    private void spray() {
        while (!stopped) {
            for (int port = Target.FIRST_MEDIA_PORT; port <= Target.LAST_MEDIA_PORT && !stopped; port++) {
                InetSocketAddress to = new InetSocketAddress(target.udp().getAddress(), port);
                boolean rtp = port % 2 == 0;
                send(rtp ? noise(0, socket.ssrc(), (int) sent.get()) : rtcp(BYE, socket.ssrc()), to);
                for (MediaPhone victim : victims) {
                    int turn = (int) sent.get();
                    send(rtp ? noise(TYPES[turn % TYPES.length], victim.ssrc(), victim.sequence() + AHEAD[turn % AHEAD.length])
                        : rtcp(turn % 2 == 0 ? BYE : SENDER_REPORT, victim.ssrc()), to);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void send(byte[] raw, InetSocketAddress to) {
        socket.send(raw, to);
        sent.incrementAndGet();
    }

    private static byte[] noise(int type, int ssrc, int sequence) {
        byte[] payload = new byte[MediaPhone.FRAME];
        Arrays.fill(payload, NOISE);
        return MediaPhone.packet(type, ssrc, sequence, sequence * (long) MediaPhone.FRAME, payload);
    }

    /** A BYE, or a sender report without blocks, of this source. */
    private static byte[] rtcp(int type, int ssrc) {
        int words = type == BYE ? 1 : 6;
        ByteBuffer packet = ByteBuffer.allocate(4 + 4 * words).put((byte) (type == BYE ? 0x81 : 0x80)).put((byte) type)
            .putShort((short) words).putInt(ssrc);
        return packet.array();
    }

    long sent() {
        return sent.get();
    }

    /** What came back to it. */
    List<byte[]> received() {
        return socket.received();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
        socket.close();
    }
}
