package io.rvoip.rtp.zrtp;

import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.IdSource;
import io.rvoip.common.Metrics;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of one call share (RFC 6189): who we are, what we remember, and, after the first stream's exchange, the
 * session key that further ones start from. Confined to the loop of its streams.
 */
public final class ZrtpSession {
    /** Nonces of further streams that are remembered to find one used twice; more streams are refused. */
    private static final int MOST_NONCES = 64;

    /** Does what takes milliseconds off the loop. */
    public interface Worker {
        /** Computes {@code work} anywhere and calls {@code then} on the loop, with null when nobody could compute it. */
        <T> void compute(Supplier<T> work, Then<T> then);
    }

    /** What follows a computation. */
    @FunctionalInterface
    public interface Then<T> {
        /** @param now on the loop's clock */
        void done(@Nullable T result, long now);
    }

    final ZrtpMath math;
    final Zid zid;
    final ZrtpAlgorithms algorithms;
    final ZrtpCache cache;
    final IdSource random;
    final Worker worker;
    final ByteBufAllocator allocator;
    final Metrics.Counter dropped;
    private final Set<ByteBuffer> nonces = new HashSet<>();
    private final List<ZrtpStream> waiting = new ArrayList<>();
    private @Nullable ZrtpStream exchanging;
    private @Nullable Secret sessionKey;
    private ZrtpAlgorithms.@Nullable Choice choice;
    private @Nullable Zid peer;
    private @Nullable Remembered remembered;

    /** What there is to remember once people have compared the SAS. */
    private record Remembered(Zid peer, RetainedSecrets secrets, long seconds) {}

    /**
     * Opens a session of one call.
     *
     * @param zid ours, the same in all calls
     * @param algorithms what we offer and accept
     * @param random unguessable
     * @param dropped counts packets that said nothing to us
     */
    public ZrtpSession(Zid zid, ZrtpAlgorithms algorithms, ZrtpCache cache, CryptoProvider crypto, IdSource random,
            Worker worker, ByteBufAllocator allocator, Metrics.Counter dropped) {
        this.zid = zid;
        this.algorithms = algorithms;
        this.cache = cache;
        this.math = new ZrtpMath(crypto);
        this.random = random;
        this.worker = worker;
        this.allocator = allocator;
        this.dropped = dropped;
    }

    /**
     * A stream of this call.
     *
     * @param ssrc that we send it under
     */
    public ZrtpStream stream(int ssrc, ZrtpEvents events) {
        return new ZrtpStream(this, () -> ssrc, events, false);
    }

    /**
     * A further stream of this call, which takes its keys from what the first one came to (section 4.4.3) and in no other way; to
     * be started after that. It has no SAS of its own.
     *
     * @param ssrc that we send it under, asked for each packet
     */
    public ZrtpStream further(IntSupplier ssrc, ZrtpEvents events) {
        return new ZrtpStream(this, ssrc, events, true);
    }

    /** People have compared the SAS, and it was the same: what we remember of the far end is trusted from now on. */
    public void sasVerified() {
        Remembered kept = remembered;
        if (kept != null) {
            RetainedSecrets secrets = new RetainedSecrets(kept.secrets.rs1(), kept.secrets.rs2(), true);
            cache.store(kept.peer, secrets, kept.seconds);
        }
    }

    /** People have compared the SAS, and it differed: somebody is in between, and nothing of this call is remembered. */
    public void sasDiffers() {
        if (remembered != null) {
            cache.forget(remembered.peer);
            remembered = null;
        }
    }

    /** Only one exchange that changes what is remembered may be under way (section 4.4.1). */
    boolean claim(ZrtpStream stream) {
        if (exchanging == null || exchanging == stream) {
            exchanging = stream;
            return true;
        }
        if (!waiting.contains(stream)) {
            waiting.add(stream);
        }
        return false;
    }

    void release(ZrtpStream stream, long now) {
        waiting.remove(stream);
        if (exchanging == stream) {
            exchanging = null;
            List.copyOf(waiting).forEach(next -> next.advance(now));
        }
    }

    Optional<Secret> sessionKey() {
        return Optional.ofNullable(sessionKey);
    }

    /** Whether the first stream was with this far end (section 4.4.3: all streams of a call have one name). */
    boolean isWith(Zid other) {
        return other.equals(peer);
    }

    /** What the first stream chose. */
    ZrtpAlgorithms.Choice firstChoice() {
        if (choice == null) {
            throw new IllegalStateException("no stream is secure yet");
        }
        return choice;
    }

    void established(Secret key, ZrtpAlgorithms.Choice chosen, Zid with) {
        sessionKey = key;
        peer = with;
        choice = chosen;
    }

    boolean isFresh(byte[] nonce) {
        return nonces.size() < MOST_NONCES && nonces.add(ByteBuffer.wrap(nonce));
    }

    void remember(Zid peer, RetainedSecrets secrets, long seconds, boolean afterComparison) {
        remembered = new Remembered(peer, secrets, seconds);
        if (!afterComparison) {
            cache.store(peer, secrets, seconds);
        }
    }

    /** Ends the session: its key is wiped. Its streams are closed before. */
    public void close() {
        if (sessionKey != null) {
            sessionKey.destroy();
            sessionKey = null;
        }
    }
}
