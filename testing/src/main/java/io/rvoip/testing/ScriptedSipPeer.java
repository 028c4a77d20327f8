package io.rvoip.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A far end in a test: sends what it is told to, byte for byte, and waits in virtual time for what should come back.
 * The waiting calls advance the {@link ManualTime} themselves. Keep-alives (CRLF) are counted and otherwise ignored.
 */
public final class ScriptedSipPeer implements AutoCloseable {
    /** How long {@code expect} waits when the test does not say. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ManualTime time;
    private final SeededIds ids;
    private final InetSocketAddress address;
    private final DatagramPath path;
    private final List<ReceivedSip> all = new ArrayList<>();
    private final List<ReceivedSip> unread = new ArrayList<>();
    private final Map<String, Consumer<ReceivedSip>> habits = new HashMap<>();
    private int keepAlives;

    private ScriptedSipPeer(ManualTime time, DatagramPath.Binder binder, InetSocketAddress local) {
        this.time = time;
        this.ids = new SeededIds(local.hashCode());
        Loop loop = time.loop("scripted peer " + local);
        DatagramPath[] bound = new DatagramPath[1];
        @Nullable Throwable[] refused = new Throwable[1];
        binder.bind(local, loop, this::received).whenComplete((opened, failure) -> {
            bound[0] = opened;
            refused[0] = failure;
        });
        time.runReady();
        if (bound[0] == null) {
            throw new IllegalStateException("could not bind " + local, refused[0]);
        }
        this.path = bound[0];
        this.address = path.localAddress();
    }

    /** Binds a peer. Runs what is ready in {@code time}. */
    public static ScriptedSipPeer on(ManualTime time, DatagramPath.Binder binder, InetSocketAddress local) {
        return new ScriptedSipPeer(time, binder, local);
    }

    /** Binds a peer to a host's first address. */
    public static ScriptedSipPeer on(ManualTime time, VirtualHost host, int port) {
        return on(time, host, host.at(port));
    }

    public InetSocketAddress address() {
        return address;
    }

    /** The peer's address as it stands in a URI. */
    public String hostPort() {
        return SipRequestText.hostPort(address);
    }

    /** Sends exactly this text. */
    public void send(String raw, InetSocketAddress to) {
        send(raw.getBytes(StandardCharsets.UTF_8), to);
    }

    /** Sends exactly these bytes. */
    public void send(byte[] bytes, InetSocketAddress to) {
        path.send(Unpooled.copiedBuffer(bytes), to);
    }

    /**
     * A plain request of this peer, with fresh branch, tag and Call-ID.
     *
     * @param lines header lines ("Name: value") that replace or join the usual ones; "Name:" leaves one out
     */
    public String request(String method, String uri, String... lines) {
        return requestWith("", method, uri, lines);
    }

    /** As {@link #request}, with a body; give its Content-Type in {@code lines}. */
    public String requestWith(String body, String method, String uri, String... lines) {
        return SipRequestText.write(method, uri, "UDP", address, ids, body, lines);
    }

    /** Answers a request where it came from. */
    public void respond(ReceivedSip request, int status, String reason, String... lines) {
        send(request.text().response(status, reason, lines), request.from());
    }

    /** Answers a request with a body; give its Content-Type in {@code lines}. */
    public void respondWith(String body, ReceivedSip request, int status, String reason, String... lines) {
        send(request.text().responseWith(body, status, reason, lines), request.from());
    }

    /** A habit: does this at once with every such message ("BYE", "200", "200 INVITE"), which nobody expects then. */
    public ScriptedSipPeer when(String what, Consumer<ReceivedSip> then) {
        habits.put(what, then);
        return this;
    }

    /** Waits for the first message of this kind that has not been read yet; see {@link SipText#is}. */
    public ReceivedSip expect(String what) {
        return expect(what, PATIENCE);
    }

    /**
     * Waits for the first message of this kind that has not been read yet, in virtual time. Others stay unread.
     *
     * @throws AssertionError when none came in time; it lists what came instead
     */
    public ReceivedSip expect(String what, Duration within) {
        time.runUntil(() -> unread.stream().anyMatch(message -> message.text().is(what)), within);
        for (Iterator<ReceivedSip> left = unread.iterator(); left.hasNext(); ) {
            ReceivedSip message = left.next();
            if (message.text().is(what)) {
                left.remove();
                return message;
            }
        }
        throw new AssertionError("no " + what + " within " + within + ", unread: " + startLines(unread));
    }

    /** Waits for the next message, which must be of this kind. */
    public ReceivedSip expectNext(String what) {
        time.runUntil(() -> !unread.isEmpty(), PATIENCE);
        if (unread.isEmpty() || !unread.get(0).text().is(what)) {
            throw new AssertionError("expected " + what + " next, unread: " + startLines(unread));
        }
        return unread.remove(0);
    }

    /** Lets {@code duration} pass, in which nothing may arrive; nothing may be unread either. */
    public void expectNothing(Duration duration) {
        time.advance(duration);
        if (!unread.isEmpty()) {
            throw new AssertionError("expected nothing, got " + startLines(unread));
        }
    }

    /** Forgets what has not been read. */
    public void discard() {
        unread.clear();
    }

    /** Every message so far, read or not. */
    public List<ReceivedSip> received() {
        return List.copyOf(all);
    }

    /** How many messages of this kind arrived so far, read or not. */
    public long count(String what) {
        return all.stream().filter(message -> message.text().is(what)).count();
    }

    /** How many keep-alives arrived. */
    public int keepAlives() {
        return keepAlives;
    }

    @Override
    public void close() {
        path.close();
    }

    private void received(DatagramPath from, ByteBuf datagram, InetSocketAddress sender) {
        String raw = datagram.toString(StandardCharsets.UTF_8);
        datagram.release();
        if (raw.isBlank()) {
            keepAlives++;
            return;
        }
        ReceivedSip message = new ReceivedSip(SipText.read(raw), sender, time.nanoTime());
        all.add(message);
        for (Map.Entry<String, Consumer<ReceivedSip>> habit : habits.entrySet()) {
            if (message.text().is(habit.getKey())) {
                habit.getValue().accept(message);
                return;
            }
        }
        unread.add(message);
    }

    private static List<String> startLines(List<ReceivedSip> messages) {
        return messages.stream().map(message -> message.text().startLine()).toList();
    }
}
