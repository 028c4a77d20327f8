package io.rvoip.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A far end on a real socket, for system tests: sends raw text and blocks, with a time-out, until what should come
 * back is there. One thread uses it at a time.
 */
public final class ScriptedSipSocket implements AutoCloseable {
    /** How long {@code expect} waits when the test does not say. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Wire wire;
    private final SeededIds ids = new SeededIds(System.nanoTime());
    private final List<ReceivedSip> unread = new ArrayList<>();

    private ScriptedSipSocket(Wire wire) {
        this.wire = wire;
    }

    /** A UDP socket on a free port of {@code address} that talks to {@code remote}. */
    public static ScriptedSipSocket udp(InetAddress address, InetSocketAddress remote) {
        return open(() -> new Udp(new DatagramSocket(0, address), remote));
    }

    /** A TCP connection to {@code remote}. */
    public static ScriptedSipSocket tcp(InetSocketAddress remote) {
        return open(() -> new Tcp(new Socket(remote.getAddress(), remote.getPort())));
    }

    /** Waits for a connection. */
    public static ScriptedSipSocket accept(ServerSocket server, Duration within) {
        return open(() -> {
            server.setSoTimeout((int) within.toMillis());
            return new Tcp(server.accept());
        });
    }

    public InetSocketAddress address() {
        return wire.local();
    }

    /** This socket's address as it stands in a URI. */
    public String hostPort() {
        return SipRequestText.hostPort(address());
    }

    /** Sends exactly this text. */
    public void send(String raw) {
        send(raw.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends exactly these bytes, on TCP perhaps a part of a message. */
    public void send(byte[] bytes) {
        try {
            wire.send(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A plain request from here; see {@link ScriptedSipPeer#request}. */
    public String request(String method, String uri, String... lines) {
        return requestWith("", method, uri, lines);
    }

    /** As {@link #request}, with a body. */
    public String requestWith(String body, String method, String uri, String... lines) {
        return SipRequestText.write(method, uri, wire.name(), address(), ids, body, lines);
    }

    /** Waits for the first message of this kind that has not been read yet; see {@link SipText#is}. */
    public ReceivedSip expect(String what) {
        return expect(what, PATIENCE);
    }

    /**
     * Waits for the first message of this kind that has not been read yet. Others stay unread.
     *
     * @throws AssertionError when none came in time, or the connection ended
     */
    public ReceivedSip expect(String what, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        while (true) {
            for (Iterator<ReceivedSip> left = unread.iterator(); left.hasNext(); ) {
                ReceivedSip message = left.next();
                if (message.text().is(what)) {
                    left.remove();
                    return message;
                }
            }
            Optional<ReceivedSip> next = receive(end);
            if (next.isEmpty()) {
                List<String> came = unread.stream().map(message -> message.text().startLine()).toList();
                throw new AssertionError("no " + what + " within " + within + ", unread: " + came);
            }
            unread.add(next.get());
        }
    }

    /** The oldest message that has not been read yet, whatever it is; empty when none comes in time. */
    public Optional<ReceivedSip> next(Duration within) {
        return unread.isEmpty() ? receive(System.nanoTime() + within.toNanos()) : Optional.of(unread.remove(0));
    }

    /** Waits {@code duration}, in which nothing may arrive. */
    public void expectNothing(Duration duration) {
        receive(System.nanoTime() + duration.toNanos()).ifPresent(message -> {
            throw new AssertionError("expected nothing, got " + message);
        });
    }

    /** Waits until the far end closes the connection; messages on the way are put aside. */
    public void expectClosed(Duration within) {
        long end = System.nanoTime() + within.toNanos();
        Optional<ReceivedSip> message;
        while ((message = receive(end)).isPresent()) {
            unread.add(message.get());
        }
        if (!wire.ended()) {
            throw new AssertionError("still connected after " + within);
        }
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Optional<ReceivedSip> receive(long end) {
        try {
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0 || wire.ended()) {
                    return Optional.empty();
                }
                String raw = wire.receive((int) Math.min(left, Integer.MAX_VALUE));
                if (!raw.isBlank()) {
                    return Optional.of(new ReceivedSip(SipText.read(raw), wire.lastSender(), System.nanoTime()));
                }
            }
        } catch (SocketTimeoutException silence) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static ScriptedSipSocket open(Opening opening) {
        try {
            return new ScriptedSipSocket(opening.open());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private interface Opening {
        Wire open() throws IOException;
    }

    private interface Wire {
        String name();

        InetSocketAddress local();

        InetSocketAddress lastSender();

        void send(byte[] bytes) throws IOException;

        /** One message, or blank text for a keep-alive or the end of the stream. */
        String receive(int timeoutMillis) throws IOException;

        boolean ended();

        void close() throws IOException;
    }

    private static final class Udp implements Wire {
        private final DatagramSocket socket;
        private final InetSocketAddress remote;
        private InetSocketAddress lastSender;

        Udp(DatagramSocket socket, InetSocketAddress remote) {
            this.socket = socket;
            this.remote = remote;
            this.lastSender = remote;
        }

        @Override
        public String name() {
            return "UDP";
        }

        @Override
        public InetSocketAddress local() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public InetSocketAddress lastSender() {
            return lastSender;
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            socket.send(new DatagramPacket(bytes, bytes.length, remote));
        }

        @Override
        public String receive(int timeoutMillis) throws IOException {
            socket.setSoTimeout(timeoutMillis);
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            lastSender = (InetSocketAddress) packet.getSocketAddress();
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        }

        @Override
        public boolean ended() {
            return socket.isClosed();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static final class Tcp implements Wire {
        private final Socket socket;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private boolean ended;

        Tcp(Socket socket) {
            this.socket = socket;
        }

        @Override
        public String name() {
            return "TCP";
        }

        @Override
        public InetSocketAddress local() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public InetSocketAddress lastSender() {
            return (InetSocketAddress) socket.getRemoteSocketAddress();
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        @Override
        public String receive(int timeoutMillis) throws IOException {
            socket.setSoTimeout(timeoutMillis);
            while (true) {
                int length = messageLength(pending.toString(StandardCharsets.ISO_8859_1));
                if (length > 0) {
                    return take(length);
                }
                byte[] chunk = new byte[8192];
                int read;
                try {
                    read = socket.getInputStream().read(chunk);
                } catch (SocketTimeoutException silence) {
                    throw silence;
                } catch (IOException reset) {
                    read = -1;
                }
                if (read < 0) {
                    ended = true;
                    return "";
                }
                pending.write(chunk, 0, read);
            }
        }

        /** Bytes of the first message or keep-alive; 0 when it is not complete. */
        private static int messageLength(String text) {
            if (text.startsWith("\r\n")) {
                return 2;
            }
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return 0;
            }
            int body = SipText.read(text.substring(0, head)).maybe("Content-Length").map(Integer::parseInt).orElse(0);
            int total = head + 4 + body;
            return text.length() >= total ? total : 0;
        }

        private String take(int length) {
            byte[] all = pending.toByteArray();
            pending.reset();
            pending.write(all, length, all.length - length);
            return new String(all, 0, length, StandardCharsets.UTF_8);
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
