package io.rvoip.rtp.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSRequest;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS association on one port of a media line, from the agreement to the end of the call. Confined to its loop;
 * the handshake itself waits on a thread of the {@link DtlsEngine}.
 *
 * <pre>
 * state       | input                                       | next        | what goes on
 * WAITING     | we are active and the address is known      | HANDSHAKING | our ClientHello goes there
 * WAITING     | ClientHello from the described address      | HANDSHAKING | it is answered
 * WAITING     | ClientHello from elsewhere, if that may be  | HANDSHAKING | once it came with our cookie, at most 4 times
 * WAITING     | anything else                               | WAITING     | dropped
 * HANDSHAKING | ClientHello, by the same rules              | HANDSHAKING | another attempt: the fingerprint decides
 * HANDSHAKING | attempt succeeded                           | KEYED       | the others are ended
 * HANDSHAKING | attempt with the described address failed   | CLOSED      | failed
 * HANDSHAKING | attempt with another address failed         | WAITING     | unless others are under way; failed after 4
 * any but KEYED | patience is over                          | CLOSED      | failed
 * KEYED       | datagram of the far end                     | KEYED       | repeated flights are answered
 * any         | close                                       | CLOSED      | close_notify to who has proven himself
 * </pre>
 */
public final class DtlsSession implements AutoCloseable {
    private static final int MOST_STRANGERS = 4;
    private static final long RETRY_NANOS = 200_000_000L;

    private final DtlsEngine engine;
    private final DtlsParameters parameters;
    private final Loop loop;
    private final DtlsSink sink;
    private final Loop.Timer timer;
    private final long givenUpAt;
    private final Map<InetSocketAddress, DtlsAttempt> attempts = new HashMap<>();
    private final DtlsAttempt.Outcome outcome = new News();
    private DtlsSources sources;
    private @Nullable HelloGate gate;
    private @Nullable DtlsAttempt established;
    private int strangers;
    private State state = State.WAITING;

    private enum State { WAITING, HANDSHAKING, KEYED, CLOSED }

    DtlsSession(DtlsEngine engine, DtlsParameters parameters, DtlsSources sources, Loop loop, DtlsSink sink) {
        this.engine = engine;
        this.parameters = parameters;
        this.sources = sources;
        this.loop = loop;
        this.sink = sink;
        givenUpAt = loop.now() + engine.settings().patience().toNanos();
        timer = loop.timer(this::onTimer);
        timer.arm(givenUpAt);
        begin();
    }

    /** What it was opened with. */
    public DtlsParameters parameters() {
        return parameters;
    }

    /** The far end is to be looked for somewhere else from now on; an association that stands goes on from there. */
    public void expect(DtlsSources changed) {
        boolean moved = !changed.described().equals(sources.described());
        sources = changed;
        if (moved && state == State.HANDSHAKING && parameters.part() == DtlsSetup.ACTIVE) {
            endAttempts();
            state = State.WAITING;
        } else if (moved && established != null && sources.known()) {
            established.moveTo(sources.described());
        }
        begin();
    }

    /** As the active side, towards the described address. */
    private void begin() {
        boolean may = state == State.WAITING && parameters.part() == DtlsSetup.ACTIVE && sources.known();
        if (may && !attempt(sources.described(), null, null)) {
            timer.arm(Math.min(givenUpAt, loop.now() + RETRY_NANOS));
        }
    }

    private void onTimer() {
        if (loop.now() >= givenUpAt) {
            fail(attempts.isEmpty(), "no DTLS handshake within " + engine.settings().patience().toSeconds() + " s");
        } else {
            timer.arm(givenUpAt);
            begin();
        }
    }

    /** A DTLS datagram arrived; released here. */
    public void received(ByteBuf datagram, InetSocketAddress from) {
        byte[] octets = ByteBufUtil.getBytes(datagram);
        datagram.release();
        switch (state) {
            case WAITING, HANDSHAKING -> handshake(octets, from);
            case KEYED -> keyed(octets, from);
            case CLOSED -> engine.counters().dropped().increment();
        }
    }

    private void handshake(byte[] datagram, InetSocketAddress from) {
        DtlsAttempt known = attempts.get(from);
        if (known != null) {
            known.received(datagram);
        } else if (parameters.part() == DtlsSetup.ACTIVE || !HelloJoiner.isHello(datagram)) {
            engine.counters().dropped().increment();
        } else if (from.equals(sources.described())) {
            attempt(from, null, datagram);
        } else if (sources.any() && strangers < MOST_STRANGERS) {
            stranger(datagram, from);
        } else {
            engine.counters().dropped().increment();
        }
    }

    private void stranger(byte[] datagram, InetSocketAddress from) {
        HelloGate own = gate;
        if (own == null) {
            own = engine.gate();
            gate = own;
        }
        Consumer<byte[]> back = answer -> sink.transmit(Unpooled.wrappedBuffer(answer), from);
        DTLSRequest proven = own.check(datagram, from, back);
        if (proven != null && attempt(from, proven, null)) {
            strangers++;
        }
    }

    /** @return false when too many handshakes are under way: a ClientHello comes again by itself, ours by the timer */
    private boolean attempt(InetSocketAddress peer, @Nullable DTLSRequest request, byte @Nullable [] first) {
        DtlsAttempt attempt =
                new DtlsAttempt(parameters, engine.terms(parameters), peer, request, loop, outcome);
        if (first != null) {
            attempt.received(first);
        }
        try {
            engine.execute(attempt);
        } catch (RejectedExecutionException busy) {
            engine.counters().rejected().increment();
            return false;
        }
        attempts.put(peer, attempt);
        state = State.HANDSHAKING;
        return true;
    }

    private void keyed(byte[] datagram, InetSocketAddress from) {
        DtlsAttempt open = established;
        if (open != null && (from.equals(open.peer()) || from.equals(sources.described()))) {
            open.received(datagram);
        } else {
            engine.counters().dropped().increment();
        }
    }

    private final class News implements DtlsAttempt.Outcome {
        @Override
        public void transmit(byte[] datagram, InetSocketAddress to) {
            sink.transmit(Unpooled.wrappedBuffer(datagram), to);
        }

        @Override
        public void succeeded(DtlsAttempt attempt) {
            if (state != State.HANDSHAKING || attempts.remove(attempt.peer()) == null) {
                attempt.close();
                return;
            }
            state = State.KEYED;
            established = attempt;
            timer.cancel();
            endAttempts();
            engine.counters().established().increment();
            sink.keyed(attempt.keys(), attempt.proven());
            attempt.drain();
        }

        @Override
        public void failed(DtlsAttempt attempt, boolean silent, String reason) {
            if (state != State.HANDSHAKING || attempts.remove(attempt.peer()) == null) {
                return;
            }
            engine.failed(attempt.peer(), reason);
            boolean stranger = !attempt.peer().equals(sources.described());
            if (!stranger || attempts.isEmpty() && strangers >= MOST_STRANGERS) {
                fail(silent, reason);
            } else if (attempts.isEmpty()) {
                state = State.WAITING;
            }
        }
    }

    private void fail(boolean silent, String reason) {
        close();
        sink.failed(silent, reason);
    }

    private void endAttempts() {
        List<DtlsAttempt> others = new ArrayList<>(attempts.values());
        attempts.clear();
        others.forEach(DtlsAttempt::close);
    }

    /** Ends it. Idempotent. */
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        timer.cancel();
        endAttempts();
        if (established != null) {
            established.close();
        }
    }
}
