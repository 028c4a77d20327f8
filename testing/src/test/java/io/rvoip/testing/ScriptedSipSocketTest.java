package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScriptedSipSocketTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void talksOverUdp() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket far = new DatagramSocket(0, loopback);
                ScriptedSipSocket socket = ScriptedSipSocket.udp(
                        loopback, (InetSocketAddress) far.getLocalSocketAddress())) {
            socket.send(socket.request("OPTIONS", "sip:x"));
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            far.setSoTimeout(5000);
            far.receive(packet);
            SipText options = SipText.read(
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            assertThat(options.header("Via")).startsWith("SIP/2.0/UDP " + socket.hostPort());
            byte[] answer = options.response(200, "OK").getBytes(StandardCharsets.UTF_8);
            far.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            assertThat(socket.expect("200 OPTIONS").status()).isEqualTo(200);
            socket.expectNothing(SHORT);
            assertThatThrownBy(() -> socket.expect("200", SHORT)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void cutsTheStreamIntoMessages() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ScriptedSipSocket client =
                        ScriptedSipSocket.tcp((InetSocketAddress) server.getLocalSocketAddress());
                ScriptedSipSocket far = ScriptedSipSocket.accept(server, Duration.ofSeconds(5))) {
            String first = client.requestWith("bödy", "MESSAGE", "sip:x", "Content-Type: text/plain");
            String second = client.request("OPTIONS", "sip:y");
            byte[] both = ("\r\n\r\n" + first + second).getBytes(StandardCharsets.UTF_8);
            for (byte one : both) {
                client.send(new byte[] {one});
            }
            assertThat(far.expect("OPTIONS").text().requestUri()).isEqualTo("sip:y");
            assertThat(far.next(Duration.ofSeconds(5)).orElseThrow().text().body()).isEqualTo("bödy");
            assertThat(far.next(SHORT)).isEmpty();
            client.send(first);
            assertThat(far.next(Duration.ofSeconds(5)).orElseThrow().text().is("MESSAGE")).isTrue();
            client.close();
            far.expectClosed(Duration.ofSeconds(5));
        }
    }
}
