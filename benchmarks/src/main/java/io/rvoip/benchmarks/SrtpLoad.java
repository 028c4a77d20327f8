package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpContext;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.srtp.SrtpStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The load of {@code rtp_load.c} for relays that encrypt: the same sockets, packets and pace, each packet encrypted where its
 * leg is, what comes back decrypted and its delay taken from the stamp in the payload. Each line on standard input is a round of so many seconds;
 * streams go on from one to the next, as the counters of SRTP have to.
 */
public final class SrtpLoad {
    private static final int HEADER = 12;
    private static final int PACKET = HEADER + 160;
    private static final int ROOM = 2048;
    private static final int BUCKET_NANOS = 10_000;
    private static final int BUCKETS = 20_000;
    private static final long INTERVAL_NANOS = 20_000_000;
    private static final long LAST_WAIT_NANOS = 300_000_000;
    private static final int FILLING = 0xd5;

    private final Flow[] flows;
    private final Selector selector;
    private final ByteBuf buffer = Unpooled.directBuffer(ROOM, ROOM);
    private final long[] delays = new long[BUCKETS];
    private long delivered;

    private SrtpLoad(int calls, int server, int load, String ways) throws IOException {
        selector = Selector.open();
        flows = new Flow[2 * calls];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = new Flow(i, load + 2 * i, server + 2 * i, RelayKeys.encrypted(ways, i));
        }
    }

    /** Args: calls, first port of the relay, first port of the load, which legs are encrypted. Prints READY. */
    public static void main(String[] args) throws IOException {
        SrtpLoad load = new SrtpLoad(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), args[3]);
        System.out.println("READY");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String seconds = in.readLine(); seconds != null; seconds = in.readLine()) {
            System.out.println(load.round(Integer.parseInt(seconds)));
        }
    }

    private String round(int seconds) throws IOException {
        drain(); // what came too late for the last round
        Arrays.fill(delays, 0);
        delivered = 0;
        long total = flows.length * seconds * 1_000_000_000L / INTERVAL_NANOS;
        long step = INTERVAL_NANOS / flows.length;
        long start = System.nanoTime();
        for (long offered = 0; offered < total;) {
            if (System.nanoTime() - start < offered * step) {
                drain();
                continue;
            }
            flows[(int) (offered % flows.length)].send();
            offered++;
            if ((offered & 31) == 0) {
                drain();
            }
        }
        for (long end = System.nanoTime() + LAST_WAIT_NANOS; System.nanoTime() < end;) {
            drain();
        }
        return total + " " + delivered + " " + percentile(0.5) + " " + percentile(0.99);
    }

    private long percentile(double share) {
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += delays[i];
            if (seen >= delivered * share) {
                return i * (long) BUCKET_NANOS / 1000;
            }
        }
        return BUCKETS * (long) BUCKET_NANOS / 1000;
    }

    private void drain() throws IOException {
        if (selector.selectNow() > 0) {
            for (SelectionKey key : selector.selectedKeys()) {
                ((Flow) key.attachment()).receive();
            }
            selector.selectedKeys().clear();
        }
    }

    private final class Flow {
        private final int ssrc;
        private final DatagramChannel channel;
        private final @Nullable SrtpContext sending;
        private final @Nullable SrtpContext receiving;
        private int sequence;

        Flow(int ssrc, int port, int peer, boolean encrypted) throws IOException {
            this.ssrc = ssrc + 1;
            InetAddress host = InetAddress.getLoopbackAddress();
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.bind(new InetSocketAddress(host, port)).connect(new InetSocketAddress(host, peer));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            SrtpEngine engine = SrtpEngine.own(CryptoProvider.jdk());
            sending = encrypted ? engine.open(RelayKeys.TO_RELAY) : null;
            receiving = encrypted ? engine.open(RelayKeys.FROM_RELAY) : null;
        }

        void send() throws IOException {
            buffer.clear().writeByte(0x80).writeByte(sequence == 0 ? 0x80 : 0).writeShort(sequence).writeInt(sequence * 160).writeInt(ssrc);
            buffer.writeLong(System.nanoTime());
            while (buffer.readableBytes() < PACKET) {
                buffer.writeByte(FILLING);
            }
            sequence++;
            if (sending != null && sending.protectRtp(buffer) != SrtpStatus.OK) {
                throw new IOException("packet " + sequence + " of stream " + ssrc + " could not be encrypted");
            }
            channel.write(buffer.internalNioBuffer(buffer.readerIndex(), buffer.readableBytes()));
        }

        void receive() throws IOException {
            for (int size = read(); size > 0; size = read()) {
                buffer.setIndex(0, size);
                boolean audio = size >= PACKET && (buffer.getByte(1) & 0x7f) == 0; // RTCP shares the port pair
                boolean opened = audio && (receiving == null || receiving.unprotectRtp(buffer) == SrtpStatus.OK);
                if (opened && buffer.readableBytes() == PACKET) { // one that is encrypted for nobody is longer
                    long bucket = (System.nanoTime() - buffer.getLong(HEADER)) / BUCKET_NANOS;
                    delays[(int) Math.max(0, Math.min(BUCKETS - 1, bucket))]++;
                    delivered++;
                }
            }
        }

        private int read() throws IOException {
            return channel.read(buffer.internalNioBuffer(0, ROOM));
        }
    }
}
