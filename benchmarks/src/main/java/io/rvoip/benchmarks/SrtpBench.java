package io.rvoip.benchmarks;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * SRTP of RTP packets of 172 and 1,200 bytes, one thread: ours as it is by default on the direct buffers that media uses, jitsi-srtp on its
 * arrays with the JDK's ciphers, and the bare ciphers of the JDK. Each has a JVM of its own, on the same core; once all are warm they
 * work in turn, for a tenth of a second each: a machine's speed changes within seconds, and so does it for all of them.
 */
final class SrtpBench implements Bench.Measurement {
    private static final String[] WHO = {"ours", "jitsi", "jdk"};
    private static final int WARM_MILLIS = 6_000; // speed still rises after three seconds: what lies around the ciphers is compiled last
    private static final int SLICE_MILLIS = 100;
    private static final int SLICES = 40;

    @Override
    public List<Row> run() throws IOException {
        List<Row> rows = new ArrayList<>();
        String ciphers = SrtpEngine.own(CryptoProvider.jdk()).ciphers();
        for (String suite : new String[] {"AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"}) {
            for (String size : new String[] {"172", "1200"}) {
                String what = suite + " " + size + " B, ours with " + ciphers;
                rows.addAll(compare("protect", "srtp protect " + what, suite, size));
                rows.addAll(compare("both", "srtp protect and unprotect " + what, suite, size));
            }
        }
        return rows;
    }

    private static List<Row> compare(String work, String name, String suite, String size) throws IOException {
        Samples[] rates = {new Samples(), new Samples(), new Samples()};
        Samples[] bytes = {new Samples(), new Samples(), new Samples()};
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            try (Child ours = child(WHO[0], work, suite, size);
                 Child jitsi = child(WHO[1], work, suite, size);
                 Child jdk = child(WHO[2], work, suite, size)) {
                measure(List.of(ours, jitsi, jdk), rates, bytes);
            }
            System.err.printf("%s, pair %d of %d done%n", name, pair, Bench.PAIRS);
        }
        return List.of(
            Samples.row(name, "packets/s", true, rates[0], "jitsi-srtp", rates[1]),
            Samples.row(name, "packets/s", true, rates[0], "jdk-cipher", rates[2]),
            Samples.row(name + ", allocation", "bytes/packet", false, bytes[0], "jitsi-srtp", bytes[1]),
            Samples.row(name + ", allocation", "bytes/packet", false, bytes[0], "jdk-cipher", bytes[2]));
    }

    private static void measure(List<Child> children, Samples[] rates, Samples[] bytes) throws IOException {
        for (Child each : children) {
            each.ask(WARM_MILLIS);
        }
        Samples[] rate = {new Samples(), new Samples(), new Samples()};
        Samples[] allocated = {new Samples(), new Samples(), new Samples()};
        for (int slice = 0; slice < SLICES; slice++) {
            for (int i = 0; i < WHO.length; i++) {
                String[] answer = children.get(i).ask(SLICE_MILLIS).split(" ");
                rate[i].add(Double.parseDouble(answer[0]));
                allocated[i].add(Double.parseDouble(answer[1]));
            }
        }
        for (int i = 0; i < WHO.length; i++) {
            rates[i].add(rate[i].median());
            bytes[i].add(allocated[i].median());
        }
    }

    private static Child child(String who, String work, String suite, String size) throws IOException {
        return Child.java(1, SrtpWork.class, who, work, suite, size).awaitReady();
    }
}
