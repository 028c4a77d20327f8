package io.rvoip.benchmarks;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.dtls.DtlsSession;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.dtls.DtlsSink;
import io.rvoip.rtp.dtls.DtlsSources;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Two sessions of ours on one loop, each with an engine and its threads, as two processes have them. */
final class OurDtls implements DtlsHandshakes.Way {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4000);
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.2", 5000);

    private final Loop loop = EventLoops.create("dtls", 1).next();
    private final DtlsCertificate certificate;
    private final DtlsEngine clients;
    private final DtlsEngine servers;

    OurDtls(DtlsHandshakes.Identity identity) {
        certificate = DtlsCertificate.of(List.of(identity.certificate()), identity.key(), CryptoProvider.jdk());
        clients = engine();
        servers = engine();
    }

    private DtlsEngine engine() {
        return new DtlsEngine(DtlsSettings.DEFAULT, certificate, CryptoProvider.jdk(), TimeSource.system(), Metrics.none());
    }

    @Override
    public CompletableFuture<Void> handshake() {
        End server = new End(SERVER);
        End client = new End(CLIENT);
        server.other = client;
        client.other = server;
        loop.execute(() -> {
            server.session = servers.open(loop, parameters(DtlsSetup.PASSIVE), new DtlsSources(CLIENT, false), server);
            client.session = clients.open(loop, parameters(DtlsSetup.ACTIVE), new DtlsSources(SERVER, false), client);
        });
        return CompletableFuture.allOf(client.keyed, server.keyed).whenComplete((done, failed) -> {
            client.close();
            server.close();
        });
    }

    private DtlsParameters parameters(DtlsSetup part) {
        return new DtlsParameters(part, certificate, List.of(certificate.fingerprint()), List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80), "bench");
    }

    /** One side, on the loop. */
    private final class End implements DtlsSink {
        final CompletableFuture<Void> keyed = new CompletableFuture<>();
        private final InetSocketAddress address;
        private @Nullable DtlsSession session;
        private @Nullable End other;

        End(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress to) {
            End far = other;
            loop.execute(() -> {
                if (far != null && far.session != null) {
                    far.session.received(datagram, address);
                } else {
                    datagram.release();
                }
            });
        }

        @Override
        public void keyed(SrtpKeys keys, CertificateFingerprint fingerprint) {
            keys.sending().close();
            keys.receiving().close();
            keyed.complete(null);
        }

        @Override
        public void failed(boolean silent, String reason) {
            keyed.completeExceptionally(new IllegalStateException(reason));
        }

        void close() {
            if (session != null) {
                session.close();
            }
        }
    }
}
