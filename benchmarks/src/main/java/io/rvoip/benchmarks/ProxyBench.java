package io.rvoip.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A stateful proxy that stays in the route of its calls: processor time for each call (INVITE, ACK, BYE) at one equal rate, ours
 * against Kamailio's tm and rr with one worker, alternately. Callers and called are on the other core.
 */
final class ProxyBench {
    private static final int RATE = 1000;
    private static final int SECONDS = 10;
    private static final int MOST_WARM_ROUNDS = 8;
    private static final int PORT = 27060;
    private static final String SCENARIO = """
        <?xml version="1.0" encoding="ISO-8859-1" ?>
        <scenario name="through a proxy">
          <send retrans="500"><![CDATA[
            INVITE sip:uas@127.0.0.1:FAR SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:sipp@rvoip.test>;tag=[pid]t[call_number]
            To: <sip:uas@127.0.0.1:FAR>
            Call-ID: [call_id]
            CSeq: 1 INVITE
            Contact: <sip:sipp@[local_ip]:[local_port]>
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=- 1 1 IN IP4 [local_ip]
            s=-
            c=IN IP4 [local_ip]
            t=0 0
            m=audio 40000 RTP/AVP 0
          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="200" rrs="true"/>
          <send><![CDATA[
            ACK [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            [routes]
            From: <sip:sipp@rvoip.test>;tag=[pid]t[call_number]
            To: <sip:uas@127.0.0.1:FAR>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
          <send retrans="500"><![CDATA[
            BYE [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            [routes]
            From: <sip:sipp@rvoip.test>;tag=[pid]t[call_number]
            To: <sip:uas@127.0.0.1:FAR>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 2 BYE
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
          <recv response="200"/>
        </scenario>
        """;

    private ProxyBench() {}

    /** The only row. */
    static Row row() throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("rvoip-proxy");
        Path scenario = scenario(dir, PORT);
        Samples ours = new Samples();
        Samples theirs = new Samples();
        try (Child called = Child.java(0, UasServer.class, Integer.toString(PORT))) {
            called.awaitReady();
            for (int pair = 1; pair <= Bench.PAIRS; pair++) {
                try (Child server = Child.java(1, ProxyServer.class, Integer.toString(PORT + pair)).awaitReady()) {
                    ours.add(measure(server, "rvoip", PORT + pair, scenario));
                }
                if (KamailioServer.present()) {
                    try (Child server = KamailioServer.proxy(dir, PORT + pair)) {
                        theirs.add(measure(server, "kamailio", PORT + pair, scenario));
                    }
                }
                System.err.printf("proxy pair %d of %d done%n", pair, Bench.PAIRS);
            }
        }
        return Samples.row("proxy cpu per call at " + RATE + "/s", "us", false, ours, "kamailio", theirs);
    }

    static Path scenario(Path dir, int far) throws IOException {
        return Files.writeString(dir.resolve("proxy.xml"), SCENARIO.replace("FAR", Integer.toString(far)));
    }

    /** Gently at first, then at the rate to measure until nothing is gained; the last round counts. */
    private static double measure(Child server, String name, int port, Path scenario) throws IOException, InterruptedException {
        each(server, name, port, scenario, RATE / 4);
        double last = Double.MAX_VALUE;
        double now = each(server, name, port, scenario, RATE);
        for (int round = 1; round < MOST_WARM_ROUNDS && now < 0.95 * last; round++) {
            last = now;
            now = each(server, name, port, scenario, RATE);
        }
        return now;
    }

    /** Processor time of the proxy for each call that succeeded, in microseconds. */
    static double each(Child server, String name, int port, Path scenario, int rate) throws IOException, InterruptedException {
        double before = server.cpuSeconds();
        Sipp.Outcome outcome = Sipp.run(port, rate, rate * SECONDS, "-i", "127.0.0.1", "-sf", scenario.toString());
        double micros = (server.cpuSeconds() - before) * 1e6 / Math.max(1, outcome.successful());
        System.err.printf("proxy %s at %d/s: %.1f us/call, %s%n", name, rate, micros, outcome);
        return micros;
    }
}
