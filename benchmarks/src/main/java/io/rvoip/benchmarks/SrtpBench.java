package io.rvoip.benchmarks;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.srtp.SrtpEngine;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * SRTP of RTP packets of 172 and 1,200 bytes, one thread: ours as it is by default on the direct buffers that media uses, jitsi-srtp on its
 * arrays with the JDK's ciphers, and the bare ciphers of the JDK; in turn, each run in a JVM of its own.
 */
final class SrtpBench implements Bench.Measurement {
    private static final String[] WHO = {"ours", "jitsi", "jdk"};

    @Override
    public List<Row> run() throws RunnerException {
        List<Row> rows = new ArrayList<>();
        String ciphers = SrtpEngine.own(CryptoProvider.jdk()).ciphers();
        for (String suite : new String[] {"AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"}) {
            for (String size : new String[] {"172", "1200"}) {
                String what = suite + " " + size + " B, ours with " + ciphers;
                rows.addAll(compare("Protect", "srtp protect " + what, suite, size));
                rows.addAll(compare("Both", "srtp protect and unprotect " + what, suite, size));
            }
        }
        return rows;
    }

    private static List<Row> compare(String work, String name, String suite, String size) throws RunnerException {
        Samples[] rates = {new Samples(), new Samples(), new Samples()};
        Samples[] bytes = {new Samples(), new Samples(), new Samples()};
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            for (int i = 0; i < WHO.length; i++) {
                RunResult result = measure(WHO[i] + work, suite, size);
                rates[i].add(result.getPrimaryResult().getScore());
                bytes[i].add(result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
                System.err.printf("%s, pair %d of %d: %s %.0f/s%n", name, pair, Bench.PAIRS, WHO[i],
                    result.getPrimaryResult().getScore());
            }
        }
        return List.of(
            Samples.row(name, "packets/s", true, rates[0], "jitsi-srtp", rates[1]),
            Samples.row(name, "packets/s", true, rates[0], "jdk-cipher", rates[2]),
            Samples.row(name + ", allocation", "bytes/packet", false, bytes[0], "jitsi-srtp", bytes[1]),
            Samples.row(name + ", allocation", "bytes/packet", false, bytes[0], "jdk-cipher", bytes[2]));
    }

    private static RunResult measure(String method, String suite, String size) throws RunnerException {
        return new Runner(new OptionsBuilder()
            .include(SrtpWork.class.getName() + "\\." + method + "$")
            .param("suite", suite).param("size", size)
            .forks(1).threads(1)
            .warmupIterations(8) // speed still rises after three: what lies around the ciphers is compiled last
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(2).measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC")
            .verbosity(VerboseMode.SILENT)
            .build()).runSingle();
    }
}
