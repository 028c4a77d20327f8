package io.rvoip.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** One of the processes of the DTLS benchmark: both sides of its handshakes, with datagrams that stay in memory. */
public final class DtlsHandshakes {
    static final String ALIAS = "bench";
    static final String PASSWORD = "of-no-worth"; // of a certificate that is made for one run
    /** Handshakes at the same time: so few that none lasts until a flight is sent again. */
    static final int AT_ONCE = 8;

    private DtlsHandshakes() {}

    /** A way to shake hands. */
    interface Way {
        /** Begins; complete once both sides have keys and have parted. */
        CompletableFuture<Void> handshake();
    }

    /** What both sides of every handshake prove themselves with. */
    record Identity(X509Certificate certificate, PrivateKey key) {
        static Identity from(Path store) throws IOException, GeneralSecurityException {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            return new Identity((X509Certificate) keys.getCertificate(ALIAS), (PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray()));
        }
    }

    /**
     * Args: {@code rvoip} or {@code bouncycastle}, the file of the certificate, handshakes of one round. Prints READY, then for
     * each line on standard input the seconds of a round, or why it failed.
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException, InterruptedException {
        Identity identity = Identity.from(Path.of(args[1]));
        Way way = args[0].equals("rvoip") ? new OurDtls(identity) : new PlainDtls(identity);
        System.out.println("READY");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            System.out.println(round(way, Integer.parseInt(args[2])));
        }
    }

    private static String round(Way way, int handshakes) throws InterruptedException {
        Semaphore free = new Semaphore(AT_ONCE);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long start = System.nanoTime();
        for (int i = 0; i < handshakes; i++) {
            free.acquire();
            way.handshake().whenComplete((done, failed) -> {
                failure.compareAndSet(null, failed);
                free.release();
            });
        }
        free.acquire(AT_ONCE);
        Throwable failed = failure.get();
        return failed == null ? Double.toString((System.nanoTime() - start) / 1e9) : "a handshake failed: " + failed;
    }
}
