package io.rvoip.peers;

import static io.rvoip.peers.Softphone.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.builder.RtpEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.QosConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.SimpleVoipClient;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The marks of a platform's packets and a client's (RFC 2474), as tshark reads them off the loopback interface. */
@Timeout(60)
class DscpTest {
    private static final int FIRST_MEDIA = 9_000;
    private static final int LAST_MEDIA = 9_399;
    private static final int FIRST_OF_PHONE = 9_400;
    private static final int LAST_OF_PHONE = 9_499;
    /** Where both ends are: a phone of another test may be at one of these, for some take any port, but not both. */
    private static final String MEDIA = FIRST_MEDIA + "-" + LAST_OF_PHONE;

    @TempDir
    private Path dir;
    private int port;

    @Test
    void signallingAndMediaAreMarkedOverUdpAndTcpAndBothFamilies() throws Exception {
        Tool.require("tshark", "tshark");
        do {
            port = Tool.freePort();
        } while (port >= FIRST_MEDIA && port <= LAST_OF_PHONE);
        Path seen = dir.resolve("seen");
        try (Tool tshark = Tool.start("tshark", dir, List.of("sh", "-c", "exec tshark -l -i lo -f 'port " + port + " or (udp src portrange "
                 + MEDIA + " and udp dst portrange " + MEDIA + ")' -Y 'udp or tcp.len > 0' -T fields -E separator=, -e udp.srcport -e tcp.srcport"
                 + " -e ip.dsfield.dscp -e ipv6.tclass.dscp > " + seen));
             VoipPlatform office = office()) {
            tshark.await("Capturing on", Duration.ofSeconds(10));
            office.start().toCompletableFuture().join();
            await("tshark looks").atMost(Duration.ofSeconds(10)).until(() -> {
                ask(InetAddress.getLoopbackAddress());
                return Files.size(seen) > 0;
            });
            for (String host : new String[] {"127.0.0.1", "[::1]"}) {
                ask(InetAddress.getByName(host));
                talk(host);
            }
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(sent(seen, port, port)).contains(port + ",,24,", "," + port + ",24,", port + ",,,24", "," + port + ",,24")
                    .allMatch(line -> line.endsWith(",24,") || line.endsWith(",,24"));
                for (List<String> media : List.of(sent(seen, FIRST_MEDIA, LAST_MEDIA), sent(seen, FIRST_OF_PHONE, LAST_OF_PHONE))) {
                    assertThat(media).anyMatch(line -> line.endsWith(",46,")).anyMatch(line -> line.endsWith(",,46"))
                        .allMatch(line -> line.endsWith(",46,") || line.endsWith(",,46"));
                }
            });
        }
    }

    private VoipPlatform office() {
        SipStackConfig sip = SipStackConfig.custom();
        for (String listener : new String[] {"udp://127.0.0.1:", "tcp://127.0.0.1:", "udp://[::1]:", "tcp://[::1]:"}) {
            sip = sip.withListen(listener + port);
        }
        return VoipPlatform.builder("marked").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSipStack(sip).withRtpEngine(RtpEngineConfig.basic().withPorts(FIRST_MEDIA, LAST_MEDIA).withQos(QosConfig.standard()))
            .withUser("alice", "pw-alice").build();
    }

    /** Lines of what came from these ports. */
    private static List<String> sent(Path seen, int first, int last) throws Exception {
        List<String> all = new ArrayList<>();
        for (String line : Files.readAllLines(seen)) {
            String[] fields = line.split(",", -1);
            int from = Integer.parseInt(fields[0].isEmpty() ? fields[1] : fields[0]);
            if (from >= first && from <= last) {
                all.add(line);
            }
        }
        return all;
    }

    private void ask(InetAddress host) throws Exception {
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(host, 0)); Socket tcp = new Socket(host, port)) {
            udp.setSoTimeout(5_000);
            tcp.setSoTimeout(5_000);
            udp.send(new DatagramPacket(options("UDP"), options("UDP").length, host, port));
            udp.receive(new DatagramPacket(new byte[2_000], 2_000));
            tcp.getOutputStream().write(options("TCP"));
            assertThat(tcp.getInputStream().read()).isEqualTo('S');
        }
    }

    private static byte[] options(String transport) {
        return ("OPTIONS sip:rvoip.test SIP/2.0\r\nVia: SIP/2.0/" + transport + " 192.0.2.1;branch=z9hG4bK1;rport\r\n"
            + "From: <sip:a@rvoip.test>;tag=1\r\nTo: <sip:rvoip.test>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
            + "Content-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private void talk(String host) throws Exception {
        try (SimpleVoipClient alice = soon(SimpleVoipClient.create("alice@rvoip.test", "pw-alice").withRegistration(false)
                .withOutboundProxy("sip:" + host + ":" + port).withLocalAddress(new InetSocketAddress(InetAddress.getByName(host), 0))
                .withSecurityProfile(SecurityProfile.DEVELOPMENT).withAudio(CallAudio.silent()).withQos(QosConfig.standard())
                .withMediaPorts(FIRST_OF_PHONE, LAST_OF_PHONE).connect())) {
            Call call = soon(alice.makeCall("sip:tone@rvoip.test"));
            soon(call.answered());
            await().atMost(Duration.ofSeconds(5)).until(() -> call.mediaStats().orElseThrow().packetsReceived() > 5);
            soon(call.hangup());
        }
    }
}
