package io.rvoip.rtp.dtls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/**
 * Between the loop, which fills it, and a handshake, whose thread waits at it; once the handshake is over nobody waits
 * any more. Bounded: what does not fit is lost, as datagrams may be. Thread-safe.
 *
 * <p>The records of one flight go into as few datagrams as they fit in: whoever sends goes on until he has to wait.
 */
final class DatagramPipe implements DatagramTransport {
    private static final int MOST_DATAGRAMS = 32;
    private static final int LARGEST_DATAGRAM = 2048;

    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final ByteArrayOutputStream flight = new ByteArrayOutputStream();
    private final int sendLimit;
    private final Consumer<byte[]> out;
    private boolean patient = true;
    private boolean closed;

    DatagramPipe(int sendLimit, Consumer<byte[]> out) {
        this.sendLimit = sendLimit;
        this.out = out;
    }

    /** Thrown where nothing is there and nobody waits. */
    static final class Empty extends InterruptedIOException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    synchronized void offer(byte[] datagram) {
        if (!closed && waiting.size() < MOST_DATAGRAMS && datagram.length <= LARGEST_DATAGRAM) {
            waiting.add(datagram);
            notifyAll();
        }
    }

    /** From now on {@link #receive} throws {@link Empty} at once when nothing is there. */
    synchronized void stopWaiting() {
        patient = false;
        flush();
    }

    @Override
    public int getReceiveLimit() {
        return LARGEST_DATAGRAM;
    }

    @Override
    public int getSendLimit() {
        return sendLimit;
    }

    @Override
    public synchronized int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        flush();
        if (waiting.isEmpty() && patient && !closed) {
            try {
                wait(waitMillis);
            } catch (InterruptedException stopped) {
                closed = true;
            }
        }
        byte[] datagram = waiting.poll();
        if (datagram == null) {
            return none();
        }
        int octets = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, buffer, offset, octets);
        return octets;
    }

    private int none() throws IOException {
        if (!patient) {
            throw new Empty();
        }
        if (closed) {
            throw new IOException("given up");
        }
        return -1;
    }

    @Override
    public synchronized void send(byte[] buffer, int offset, int length) {
        if (flight.size() + length > sendLimit) {
            flush();
        }
        flight.write(buffer, offset, length);
    }

    private void flush() {
        if (flight.size() > 0) {
            byte[] datagram = flight.toByteArray();
            flight.reset();
            out.accept(datagram);
        }
    }

    @Override
    public synchronized void close() {
        flush();
        closed = true;
        notifyAll();
    }
}
