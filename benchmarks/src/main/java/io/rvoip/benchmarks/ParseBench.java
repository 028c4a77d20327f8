package io.rvoip.benchmarks;

import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Parsing one INVITE of 854 bytes with SDP, one thread, ours and JAIN-SIP in turn, each run in a JVM of its own. */
final class ParseBench implements Bench.Measurement {

    @Override
    public List<Row> run() throws RunnerException {
        Samples[] figures = {new Samples(), new Samples(), new Samples(), new Samples()};
        Samples[] bytes = {new Samples(), new Samples(), new Samples(), new Samples()};
        String[] work = {"oursProxyFields", "theirsProxyFields", "oursEverything", "theirsEverything"};
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            for (int i = 0; i < work.length; i++) {
                RunResult result = measure(work[i]);
                figures[i].add(result.getPrimaryResult().getScore());
                bytes[i].add(allocated(result));
                System.err.printf("pair %d of %d: %s %.0f/s%n", pair, Bench.PAIRS, work[i], result.getPrimaryResult().getScore());
            }
        }
        return List.of(
            Samples.row("parse proxy fields", "messages/s", true, figures[0], "jain-sip", figures[1]),
            Samples.row("parse every header and the SDP", "messages/s", true, figures[2], "jain-sip", figures[3]),
            Samples.row("parse proxy fields, allocation", "bytes/message", false, bytes[0], "jain-sip", bytes[1]),
            Samples.row("parse everything, allocation", "bytes/message", false, bytes[2], "jain-sip", bytes[3]));
    }

    private static RunResult measure(String method) throws RunnerException {
        return new Runner(new OptionsBuilder()
            .include(ParseWork.class.getName() + "\\." + method + "$")
            .forks(1).threads(1)
            .warmupIterations(4).warmupTime(TimeValue.seconds(2))
            .measurementIterations(3).measurementTime(TimeValue.seconds(2))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
            .verbosity(VerboseMode.SILENT)
            .build()).runSingle();
    }

    private static double allocated(RunResult result) {
        return result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    }
}
