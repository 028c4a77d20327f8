package io.rvoip.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * DTLS-SRTP handshakes in which both sides prove themselves by a certificate on P-256: how many a second, and processor time
 * of both sides together, ours against the library below it as it is, with a thread of its own that blocks for each side.
 * Both have the same library, ciphers of the JDK and certificate, so what is measured is what our loop and threads add.
 */
final class DtlsBench implements Bench.Measurement {
    private static final int HANDSHAKES = 1_000;
    private static final int MOST_WARM_ROUNDS = 6;

    private final Samples ourRate = new Samples();
    private final Samples theirRate = new Samples();
    private final Samples ourCpu = new Samples();
    private final Samples theirCpu = new Samples();

    @Override
    public List<Row> run() throws Exception {
        Path store = Files.createTempDirectory("rvoip-dtls").resolve("certificate.p12");
        certify(store);
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            measure("rvoip", store, ourRate, ourCpu);
            measure("bouncycastle", store, theirRate, theirCpu);
            System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
        }
        return List.of(Samples.row("dtls handshakes", "1/s", true, ourRate, "bouncycastle", theirRate),
            Samples.row("dtls cpu per handshake, both sides", "us", false, ourCpu, "bouncycastle", theirCpu));
    }

    private static void certify(Path store) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
            "-alias", DtlsHandshakes.ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA", "-dname",
            "CN=bench", "-storetype", "PKCS12", "-storepass", DtlsHandshakes.PASSWORD, "-keystore", store.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool could not make a certificate in " + store);
        }
    }

    private static void measure(String name, Path store, Samples rate, Samples cpu) throws IOException, InterruptedException {
        try (Child both = Child.java(1, DtlsHandshakes.class, name, store.toString(), Integer.toString(HANDSHAKES)).awaitReady()) {
            Round last = new Round(0, Double.MAX_VALUE);
            Round now = one(both, name);
            for (int round = 1; round < MOST_WARM_ROUNDS && now.micros() < 0.95 * last.micros(); round++) { // until nothing is gained
                last = now;
                now = one(both, name);
            }
            rate.add(now.rate());
            cpu.add(now.micros());
        }
    }

    private static Round one(Child both, String name) throws IOException {
        double before = both.cpuSeconds();
        String answer = both.ask();
        double seconds;
        try {
            seconds = Double.parseDouble(answer);
        } catch (NumberFormatException said) {
            throw new IOException(name + ": " + answer, said);
        }
        Round round = new Round(HANDSHAKES / seconds, (both.cpuSeconds() - before) * 1e6 / HANDSHAKES);
        System.err.printf("%s: %d handshakes, %.0f a second, %.0f us each%n", name, HANDSHAKES, round.rate(), round.micros());
        return round;
    }

    /** Handshakes a second, and processor time of one. */
    private record Round(double rate, double micros) {}
}
