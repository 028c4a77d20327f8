package io.rvoip.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A media far end in a test: sends RTP packets written by hand at given times and records what arrives. By default
 * G.711 µ-law (payload type 0, 160 octets and 160 timestamp units every 20 ms).
 */
public final class RtpStream implements AutoCloseable {
    /** Octets, and timestamp units, in 20 ms of G.711. */
    public static final int G711_FRAME = 160;

    private final ManualTime time;
    private final DatagramPath path;
    private final List<ReceivedRtp> received = new ArrayList<>();
    private final List<byte[]> others = new ArrayList<>();
    private @Nullable InetSocketAddress remote;
    private long ssrc = 0x11223344L;
    private int payloadType;
    private int sequence = 1000;
    private long timestamp = 160_000;
    private int sent;

    private RtpStream(ManualTime time, DatagramPath.Binder binder, InetSocketAddress local) {
        this.time = time;
        DatagramPath[] bound = new DatagramPath[1];
        binder.bind(local, time.loop("rtp " + local), this::arrived).thenAccept(opened -> bound[0] = opened);
        time.runReady();
        if (bound[0] == null) {
            throw new IllegalStateException("could not bind " + local);
        }
        path = bound[0];
    }

    /** Binds a stream. Runs what is ready in {@code time}. */
    public static RtpStream on(ManualTime time, DatagramPath.Binder binder, InetSocketAddress local) {
        return new RtpStream(time, binder, local);
    }

    /** Where packets go from now on. */
    public RtpStream to(InetSocketAddress remote) {
        this.remote = remote;
        return this;
    }

    public RtpStream withSsrc(long ssrc) {
        this.ssrc = ssrc;
        return this;
    }

    public RtpStream withPayloadType(int payloadType) {
        this.payloadType = payloadType;
        return this;
    }

    /** The sequence number of the next packet. */
    public RtpStream withSequence(int sequence) {
        this.sequence = sequence;
        return this;
    }

    /** The timestamp of the next packet. */
    public RtpStream withTimestamp(long timestamp) {
        this.timestamp = timestamp;
        return this;
    }

    public InetSocketAddress address() {
        return path.localAddress();
    }

    /** Sends a packet now and moves sequence number and timestamp (by {@value #G711_FRAME}) on. */
    public void send(byte[] payload) {
        send(sent == 0, payload);
    }

    /** As {@link #send(byte[])}, with the marker bit as given. */
    public void send(boolean marker, byte[] payload) {
        sendRaw(packet(marker, payload));
        sent++;
        skip();
    }

    /** Moves sequence number and timestamp on without sending: a packet lost at the source. */
    public void skip() {
        sequence = sequence + 1 & 0xFFFF;
        timestamp = timestamp + G711_FRAME & 0xFFFFFFFFL;
    }

    /** Sends {@code count} packets, the first now and then one every 20 ms of virtual time. */
    public void play(int count, IntFunction<byte[]> payload) {
        for (int i = 0; i < count; i++) {
            int frame = i;
            time.after(Duration.ofMillis(20L * i), () -> send(payload.apply(frame)));
        }
    }

    /** Sends {@code count} packets of µ-law silence, one every 20 ms. */
    public void playSilence(int count) {
        play(count, frame -> filled((byte) 0xFF));
    }

    /** 20 ms of one G.711 code. */
    public static byte[] filled(byte code) {
        byte[] frame = new byte[G711_FRAME];
        Arrays.fill(frame, code);
        return frame;
    }

    /** Sends exactly these bytes. */
    public void sendRaw(byte[] bytes) {
        InetSocketAddress to = remote;
        if (to == null) {
            throw new IllegalStateException("no far end: call to() first");
        }
        path.send(Unpooled.copiedBuffer(bytes), to);
    }

    /** The packet that {@link #send(boolean, byte[])} would send. */
    public byte[] packet(boolean marker, byte[] payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) ((marker ? 0x80 : 0) | payloadType))
                .putShort((short) sequence)
                .putInt((int) timestamp)
                .putInt((int) ssrc)
                .put(payload)
                .array();
    }

    /** RTP that arrived, oldest first. */
    public List<ReceivedRtp> received() {
        return List.copyOf(received);
    }

    /** What arrived and is no RTP: RTCP, STUN, anything. */
    public List<byte[]> others() {
        return List.copyOf(others);
    }

    /** The last packet that arrived. */
    public Optional<ReceivedRtp> last() {
        return received.isEmpty() ? Optional.empty() : Optional.of(received.get(received.size() - 1));
    }

    public int sent() {
        return sent;
    }

    @Override
    public void close() {
        path.close();
    }

    private void arrived(DatagramPath on, ByteBuf datagram, InetSocketAddress from) {
        byte[] raw = ByteBufUtil.getBytes(datagram);
        datagram.release();
        ReceivedRtp.read(raw, from, time.nanoTime()).ifPresentOrElse(received::add, () -> others.add(raw));
    }
}
