package io.rvoip.rtp.dtls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.rvoip.common.Loop;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.testing.TestMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** One end of a line between two sessions of ours, in the same loop; the line may lose what it likes. */
final class DtlsEnd implements DtlsSink {
    static final InetSocketAddress LEFT = new InetSocketAddress("192.0.2.1", 4000);
    static final InetSocketAddress RIGHT = new InetSocketAddress("192.0.2.2", 5000);
    static final List<SrtpSuite> SUITES = List.of(SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80);

    final DtlsEngine engine;
    final InetSocketAddress address;
    final CompletableFuture<SrtpKeys> keys = new CompletableFuture<>();
    final CompletableFuture<byte[]> begun = new CompletableFuture<>();
    final CompletableFuture<String> failure = new CompletableFuture<>();
    final List<byte[]> sent = new CopyOnWriteArrayList<>();
    final TestMetrics metrics = new TestMetrics();
    private final Loop loop;
    private Predicate<byte[]> lost = datagram -> false;
    private BiFunction<byte[], InetSocketAddress, Boolean> elsewhere = (datagram, to) -> false;
    volatile CertificateFingerprint proven;
    volatile boolean silent;
    DtlsEnd other;
    DtlsSession session;

    DtlsEnd(Loop loop, InetSocketAddress address, DtlsSettings settings) {
        this(loop, address, settings, null);
    }

    DtlsEnd(Loop loop, InetSocketAddress address, DtlsSettings settings, DtlsCertificate configured) {
        this.loop = loop;
        this.address = address;
        engine = new DtlsEngine(settings, configured, CryptoProvider.jdk(), TimeSource.system(), metrics);
    }

    void losing(Predicate<byte[]> which) {
        lost = which;
    }

    void open(DtlsSetup part, List<SrtpSuite> suites, CertificateFingerprint expected, DtlsSources sources) {
        DtlsParameters parameters = new DtlsParameters(part, engine.certificate(), List.of(expected), suites, "one");
        onLoop(() -> session = engine.open(loop, parameters, sources, this));
    }

    void open(DtlsSetup part) {
        open(part, SUITES, other.engine.certificate().fingerprint(), new DtlsSources(other.address, false));
    }

    void receive(byte[] datagram, InetSocketAddress from) {
        loop.execute(() -> {
            if (session != null) {
                session.received(Unpooled.wrappedBuffer(datagram), from);
            }
        });
    }

    void onLoop(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        soon(done);
    }

    @Override
    public void transmit(ByteBuf datagram, InetSocketAddress to) {
        byte[] octets = ByteBufUtil.getBytes(datagram);
        datagram.release();
        sent.add(octets);
        if (!elsewhere.apply(octets, to) && !lost.test(octets) && other != null && to.equals(other.address)) {
            other.receive(octets, address);
        }
        begun.complete(octets);
    }

    void elsewhere(BiFunction<byte[], InetSocketAddress, Boolean> taker) {
        elsewhere = taker;
    }

    @Override
    public void keyed(SrtpKeys agreed, CertificateFingerprint fingerprint) {
        proven = fingerprint;
        keys.complete(agreed);
    }

    @Override
    public void failed(boolean silent, String reason) {
        this.silent = silent;
        failure.complete(reason);
    }

    void close() {
        onLoop(() -> {
            if (session != null) {
                session.close();
            }
        });
        engine.close();
    }

    static <T> T soon(CompletableFuture<T> what) {
        return within(what, Duration.ofSeconds(20));
    }

    static <T> T within(CompletableFuture<T> what, Duration time) {
        try {
            return what.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("not within " + time, e);
        }
    }
}
