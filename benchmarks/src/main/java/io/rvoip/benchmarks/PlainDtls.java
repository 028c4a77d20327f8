package io.rvoip.benchmarks;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** BouncyCastle's client and server as they are: each blocks a thread, and a queue each way carries the datagrams. */
final class PlainDtls implements DtlsHandshakes.Way {
    private static final int DATAGRAM = 1200;
    private static final int LARGEST = 2048;

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });
    private final DtlsHandshakes.Identity identity;
    private final JcaTlsCrypto clients = new JcaTlsCryptoProvider().create(new SecureRandom());
    private final JcaTlsCrypto servers = new JcaTlsCryptoProvider().create(new SecureRandom());

    PlainDtls(DtlsHandshakes.Identity identity) {
        this.identity = identity;
    }

    @Override
    public CompletableFuture<Void> handshake() {
        BlockingQueue<byte[]> toServer = new LinkedBlockingQueue<>();
        BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
        return CompletableFuture.allOf(
            begin(() -> new DTLSServerProtocol().accept(new PlainDtlsServer(servers, identity), new Line(toServer, toClient)).close()),
            begin(() -> new DTLSClientProtocol().connect(new PlainDtlsClient(clients, identity), new Line(toClient, toServer)).close()));
    }

    private interface Side {
        void shakeHands() throws IOException;
    }

    private CompletableFuture<Void> begin(Side side) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                side.shakeHands();
                done.complete(null);
            } catch (IOException | RuntimeException failed) {
                done.completeExceptionally(failed);
            }
        });
        return done;
    }

    private record Line(BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) implements DatagramTransport {
        @Override
        public int getReceiveLimit() {
            return LARGEST;
        }

        @Override
        public int getSendLimit() {
            return DATAGRAM;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
            try {
                byte[] datagram = in.poll(waitMillis, TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                int octets = Math.min(length, datagram.length);
                System.arraycopy(datagram, 0, buffer, offset, octets);
                return octets;
            } catch (InterruptedException stopped) {
                throw new IOException("interrupted", stopped);
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            byte[] datagram = new byte[length];
            System.arraycopy(buffer, offset, datagram, 0, length);
            out.add(datagram);
        }

        @Override
        public void close() {
            in.clear();
        }
    }
}
