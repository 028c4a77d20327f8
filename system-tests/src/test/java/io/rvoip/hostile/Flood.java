package io.rvoip.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Requests without credentials at a steady rate, from one address or from many, and an account of all that comes back. */
final class Flood implements AutoCloseable {
    /** The seven of the advisory ES2021-06. */
    static final List<String> METHODS = List.of("REGISTER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "INVITE", "OPTIONS");

    private static final String BRANCH = "z9hG4bKflood";
    private static final int LARGEST_RESPONSE = 4096;
    private static final int RECEIVE_BUFFER = 1 << 22;
    private static final int SELECT_MILLIS = 50;
    private static final long SECOND = 1_000_000_000;

    private final InetSocketAddress office;
    private final int perSecond;
    private final Selector selector;
    private final List<DatagramChannel> sources = new ArrayList<>();
    private final Thread sender;
    private final Thread reader;
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger twice = new AtomicInteger();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private final BitSet answered = new BitSet();
    private volatile boolean stopped;
    private volatile boolean closed;

    /** @param addresses where it comes from, one socket for each */
    Flood(Target target, int perSecond, List<String> addresses) {
        this.office = target.udp();
        this.perSecond = perSecond;
        try {
            selector = Selector.open();
            for (String address : addresses) {
                DatagramChannel channel = DatagramChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER)
                    .bind(new InetSocketAddress(address, 0));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                sources.add(channel);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        sender = new Thread(this::send, "flood-out");
        reader = new Thread(this::read, "flood-in");
        sender.start();
        reader.start();
    }

    private void send() {
        long start = System.nanoTime();
        try {
            while (!stopped) {
                int number = sent.get();
                long due = start + number * SECOND / perSecond;
                if (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                    continue;
                }
                DatagramChannel from = sources.get(number % sources.size());
                ByteBuffer request = ByteBuffer.wrap(request(number, from).getBytes(StandardCharsets.US_ASCII));
                sentBytes.addAndGet(request.remaining());
                sent.incrementAndGet();
                from.send(request, office);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String request(int number, DatagramChannel from) throws IOException {
        String method = METHODS.get(number / sources.size() % METHODS.size());
        String local = ((InetSocketAddress) from.getLocalAddress()).getAddress().getHostAddress() + ":"
            + ((InetSocketAddress) from.getLocalAddress()).getPort();
        String user = number % 2 == 0 ? "alice" : "u" + number;
        String uri = method.equals("REGISTER") || method.equals("OPTIONS") ? "sip:" + Target.DOMAIN : Target.uri(user);
        String body = method.equals("INVITE") ? TalkingCall.sdp(9) : "";
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + local + ";rport;branch=" + BRANCH + number + ";x\r\n"
            + "Max-Forwards: 70\r\nFrom: <" + Target.uri(user) + ">;tag=f" + number + "\r\nTo: <" + Target.uri(user) + ">\r\n"
            + "Call-ID: flood-" + number + "\r\nCSeq: 1 " + method + "\r\nContact: <sip:" + user + "@" + local + ">\r\n"
            + "Event: presence\r\nUser-Agent: flood of requests without credentials\r\n"
            + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_RESPONSE);
        try {
            while (!closed) {
                selector.select(SELECT_MILLIS);
                for (SelectionKey key : selector.selectedKeys()) {
                    DatagramChannel channel = (DatagramChannel) key.channel();
                    while (channel.receive(buffer.clear()) != null) {
                        count(new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void count(String packet) {
        received.incrementAndGet();
        receivedBytes.addAndGet(packet.length());
        statuses.merge(packet.startsWith("SIP/2.0 ") ? Integer.parseInt(packet.substring(8, 11)) : 0, 1, Integer::sum);
        int branch = packet.indexOf(BRANCH) + BRANCH.length();
        int number = Integer.parseInt(packet.substring(branch, packet.indexOf(';', branch)));
        if (answered.get(number)) {
            twice.incrementAndGet();
        }
        answered.set(number);
    }

    /** No more requests; what comes back is still counted. */
    void stop() {
        stopped = true;
        join(sender);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    int sent() {
        return sent.get();
    }

    int received() {
        return received.get();
    }

    /** Packets beyond the first to the same request. */
    int twice() {
        return twice.get();
    }

    /** Bytes that came back for each that was sent. */
    double amplification() {
        return (double) receivedBytes.get() / sentBytes.get();
    }

    /** How often each status came; 0 for requests. */
    Map<Integer, Integer> statuses() {
        return new TreeMap<>(statuses);
    }

    @Override
    public String toString() {
        return sent + " requests from " + sources.size() + " addresses, " + received + " packets back " + statuses() + ", "
            + twice + " beyond the first, " + String.format("%.2f", amplification()) + " bytes for each byte";
    }

    @Override
    public void close() {
        stop();
        closed = true;
        join(reader);
        try {
            for (DatagramChannel source : sources) {
                source.close();
            }
            selector.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
