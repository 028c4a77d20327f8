package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.NetUtil;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.TraceConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.trace.HepSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kamailio's {@code sipcapture} as the collector of a platform's messages: it takes our HEP apart, not we. */
@Timeout(60)
class HepTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path dir;

    @Test
    void aCollectorSeesWhatCameAndWentOverUdpAndTcpAndBothFamiliesWithoutSecrets() throws Exception {
        int port = Tool.freePort();
        try (Tool kamailio = collector(port);
             VoipPlatform office = VoipPlatform.builder("hep").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT)
                 .withSipStack(SipStackConfig.custom().withListen("udp://127.0.0.1:0").withListen("udp://[::1]:0").withListen("tcp://127.0.0.1:0"))
                 .withTrace(TraceConfig.basic().withHep(HepSettings.to(new InetSocketAddress("127.0.0.1", port)).withCaptureId(2001)))
                 .build()) {
            office.start().toCompletableFuture().join();
            for (int i = 0; i < 2; i++) {
                InetSocketAddress at = office.listenPoints().get(i).address();
                String from = datagram(at, "one" + i);
                kamailio.await("captured " + from + " udp OPTIONS one" + i + " [<sip:a:***@192.0.2.1>]", SOON);
                kamailio.await("captured " + text(at.getAddress(), at.getPort()) + " udp 401 one" + i, SOON);
            }
            InetSocketAddress at = office.listenPoints().get(2).address();
            try (Socket socket = new Socket(at.getAddress(), at.getPort())) {
                socket.getOutputStream().write(options("two", "TCP"));
                kamailio.await("captured " + text(socket.getLocalAddress(), socket.getLocalPort()) + " tcp OPTIONS two", SOON);
                kamailio.await("captured " + text(at.getAddress(), at.getPort()) + " tcp 401 two", SOON);
            }
            assertThat(kamailio.output()).doesNotContain("c4n4ry");
            await().untilAsserted(() -> assertThat(office.metrics()).contains("rvoip_hep_sent_total 6.0"));
        }
    }

    private Tool collector(int port) throws Exception {
        Tool.require("kamailio", "kamailio");
        Path config = dir.resolve("kamailio.cfg");
        try (InputStream in = HepTest.class.getResourceAsStream("kamailio-hep.cfg")) {
            Files.writeString(config, new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .replace("PORT", String.valueOf(port)).replace("DIRECTORY", dir.toString()));
        }
        Tool kamailio = Tool.start("kamailio", dir, List.of("/usr/sbin/kamailio", "-f", config.toString(), "-DD", "-E", "-m", "32", "-M", "4",
            "-w", dir.toString(), "-Y", dir.toString(), "-P", dir.resolve("pid").toString()));
        kamailio.await("127.0.0.1]:" + port, SOON);
        return kamailio;
    }

    /** Where it came from. */
    private static String datagram(InetSocketAddress to, String callId) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(to.getAddress(), 0))) {
            byte[] bytes = options(callId, "UDP");
            socket.send(new DatagramPacket(bytes, bytes.length, to));
            return text(socket.getLocalAddress(), socket.getLocalPort());
        }
    }

    private static byte[] options(String callId, String transport) {
        return ("OPTIONS sip:rvoip.test SIP/2.0\r\nVia: SIP/2.0/" + transport + " 192.0.2.1;branch=z9hG4bK" + callId + ";rport\r\n"
            + "From: <sip:a@rvoip.test>;tag=1\r\nTo: <sip:rvoip.test>\r\nCall-ID: " + callId + "\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
            + "Contact: <sip:a:c4n4ry@192.0.2.1>\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(InetAddress address, int port) {
        return NetUtil.toAddressString(address) + ":" + port;
    }
}
