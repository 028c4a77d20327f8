package io.rvoip.benchmarks;

import io.rvoip.cli.MissingToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A registrar that challenges with digest: processor time for each registration (two requests) at one equal rate, ours
 * against Kamailio's usrloc with its database off, alternately.
 */
final class RegisterBench implements Bench.Measurement {
    static final int USERS = 10_000;
    static final String DOMAIN = "rvoip.test";
    static final String PASSWORD = "pw";

    private static final int RATE = 1000;
    private static final int SECONDS = 10;
    private static final int MOST_WARM_ROUNDS = 8;
    private static final int PORT = 26060;
    private static final String SCENARIO = """
        <?xml version="1.0" encoding="ISO-8859-1" ?>
        <scenario name="registers">
          <send retrans="500"><![CDATA[
            REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:[field0]@rvoip.test>;tag=[pid]t[call_number]
            To: <sip:[field0]@rvoip.test>
            Call-ID: [call_id]
            CSeq: 1 REGISTER
            Contact: <sip:[field0]@127.0.0.9:[local_port]>
            Max-Forwards: 70
            Expires: 3600
            User-Agent: sipp
            Content-Length: 0

          ]]></send>
          <recv response="401" auth="true"/>
          <send retrans="500"><![CDATA[
            REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:[field0]@rvoip.test>;tag=[pid]t[call_number]
            To: <sip:[field0]@rvoip.test>
            Call-ID: [call_id]
            CSeq: 2 REGISTER
            Contact: <sip:[field0]@127.0.0.9:[local_port]>
            [field1]
            Max-Forwards: 70
            Expires: 3600
            User-Agent: sipp
            Content-Length: 0

          ]]></send>
          <recv response="200"/>
        </scenario>
        """;

    @Override
    public List<Row> run() throws Exception {
        if (!Sipp.present()) {
            throw new MissingToolException("sipp is missing: apt-get install sip-tester");
        }
        Path dir = Files.createTempDirectory("rvoip-register");
        Path scenario = Files.writeString(dir.resolve("register.xml"), SCENARIO);
        Path users = Files.writeString(dir.resolve("users.csv"), IntStream.range(0, USERS)
            .mapToObj(i -> "u" + i + ";[authentication username=u" + i + " password=" + PASSWORD + "]")
            .collect(Collectors.joining("\n", "SEQUENTIAL\n", "\n")));
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int pair = 1; pair <= Bench.PAIRS; pair++) {
            try (Child server = Child.java(1, RegistrarServer.class, Integer.toString(PORT + pair)).awaitReady()) {
                ours.add(measure(server, "rvoip", PORT + pair, scenario, users));
            }
            if (KamailioServer.present()) {
                try (Child server = KamailioServer.registrar(dir, PORT + pair)) {
                    theirs.add(measure(server, "kamailio", PORT + pair, scenario, users));
                }
            }
            System.err.printf("pair %d of %d done%n", pair, Bench.PAIRS);
        }
        return List.of(Samples.row("register cpu per registration at " + RATE + "/s", "us", false, ours, "kamailio", theirs));
    }

    /** Gently at first, then at the rate to measure until nothing is gained; the last round counts. */
    private static double measure(Child server, String name, int port, Path scenario, Path users) throws IOException, InterruptedException {
        each(server, name, port, scenario, users, RATE / 4);
        double last = Double.MAX_VALUE;
        double now = each(server, name, port, scenario, users, RATE);
        for (int round = 1; round < MOST_WARM_ROUNDS && now < 0.95 * last; round++) {
            last = now;
            now = each(server, name, port, scenario, users, RATE);
        }
        return now;
    }

    private static double each(Child server, String name, int port, Path scenario, Path users, int rate)
            throws IOException, InterruptedException {
        double before = server.cpuSeconds();
        Sipp.Outcome outcome = Sipp.run(port, rate, rate * SECONDS, "-i", "127.0.0.1", "-sf", scenario.toString(), "-inf", users.toString());
        double micros = (server.cpuSeconds() - before) * 1e6 / Math.max(1, outcome.successful());
        System.err.printf("%s at %d/s: %.1f us/registration, %s%n", name, rate, micros, outcome);
        return micros;
    }
}
