package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.trace.HepSettings;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.trace.TracedMessage;
import io.rvoip.testing.CapturedDatagram;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HepExporterTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final List<CapturedDatagram> wire = network.capture();
    private final VirtualHost host = network.host();
    private final VirtualHost collector = network.host();
    private final Loop loop = time.loop("hep");
    private final TestMetrics metrics = new TestMetrics();

    private HepExporter to(InetSocketAddress address, int queue) {
        return new HepExporter(HepSettings.to(address).withQueue(queue), Redaction.SECRETS, loop, host, metrics);
    }

    private static TracedMessage message(int number) {
        byte[] text = ("OPTIONS sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n"
                + "To: <sip:b@h>\r\nCall-ID: " + number + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        Flow flow = Flow.udp(new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress("192.0.2.2", 5060));
        return new TracedMessage(0, Instant.EPOCH, true, flow, ((ParseResult.Parsed) new SipParser().parse(text)).message());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reportsInOrderOverBothFamilies(boolean ipv6) {
        InetSocketAddress at = ipv6 ? collector.at6(9060) : collector.at(9060);
        HepExporter exporter = to(at, 1_000);
        assertThat(wire).isEmpty();
        for (int i = 0; i < 200; i++) {
            exporter.traced(message(i));
        }
        time.advance(Duration.ofSeconds(1));
        exporter.traced(message(200));
        time.advance(Duration.ofSeconds(1));
        assertThat(wire).hasSize(201).allMatch(datagram -> datagram.to().equals(at));
        for (int i = 0; i < 201; i++) {
            assertThat(new String(wire.get(i).bytes(), StandardCharsets.ISO_8859_1)).startsWith("HEP3").contains("Call-ID: " + i + "\r\n");
        }
        assertThat(metrics.count("rvoip_hep_sent_total")).isEqualTo(201);
    }

    @Test
    void whatFindsNoPlaceIsDroppedAndCountedAndThoseThatWaitAreReported() {
        HepExporter exporter = to(collector.at(9060), 10);
        for (int i = 0; i < 25; i++) {
            exporter.traced(message(i));
        }
        assertThat(metrics.count("rvoip_hep_dropped_total", "reason", "queue")).isEqualTo(15);
        time.advance(Duration.ofSeconds(1));
        assertThat(wire).hasSize(10);
        exporter.traced(message(25));
        time.advance(Duration.ofSeconds(1));
        assertThat(wire).as("there is room again").hasSize(11);
    }
}
