package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.testing.TestMetrics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clouds as they document their metadata services, and what is no answer of one. */
@Timeout(30)
class CloudSourceTest {
    private static final String AWS = "/latest/meta-data/public-ipv4";

    private final EventLoops loops = EventLoops.create("cloud-test", 1);
    private final NettyLoop loop = loops.loops().get(0);
    private final TestMetrics metrics = new TestMetrics();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    /** Answers by method and path, without the query. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private ServerSocket metadata;
    private PublicAddress address;

    @BeforeEach
    void listen() throws IOException {
        metadata = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        Thread serving = new Thread(this::serve);
        serving.setDaemon(true);
        serving.start();
        answers.put("PUT /latest/api/token", "AQAEAL");
        for (CloudSource.Cloud cloud : CloudSource.Cloud.values()) {
            answers.put("GET " + pathOf(cloud), "203.0.113.7\n");
        }
    }

    @AfterEach
    void close() throws IOException {
        address.stop(Duration.ZERO).toCompletableFuture().join();
        metadata.close();
        loops.close();
    }

    private static String pathOf(CloudSource.Cloud cloud) {
        return switch (cloud) {
            case AWS -> AWS;
            case AZURE -> "/metadata/instance/network/interface/0/ipv4/ipAddress/0/publicIpAddress";
            case GCP -> "/computeMetadata/v1/instance/network-interfaces/0/access-configs/0/external-ip";
        };
    }

    private void serve() {
        try {
            while (true) {
                try (Socket one = metadata.accept()) {
                    answer(one);
                }
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void answer(Socket one) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(one.getInputStream(), StandardCharsets.US_ASCII));
        String request = in.readLine();
        StringBuilder head = new StringBuilder(String.valueOf(request));
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append('\n').append(line);
        }
        asked.add(head.toString());
        String said = answers.get(String.valueOf(request).replaceFirst(" HTTP/1.1$", "").replaceFirst("\\?.*", ""));
        one.getOutputStream().write(("HTTP/1.1 " + (said == null ? "404 Not Found" : "200 OK") + "\r\nConnection: close\r\nContent-Length: "
            + (said == null ? 0 : said.length()) + "\r\n\r\n" + (said == null ? "" : said)).getBytes(StandardCharsets.US_ASCII));
    }

    private void start(CloudSource.Cloud cloud) {
        URI base = URI.create("http://127.0.0.1:" + metadata.getLocalPort());
        address = new PublicAddress(new CloudSource(cloud, base, loop), new InetSocketAddress("10.0.0.1", 0).getAddress(), loop, any -> false, metrics);
        address.start().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @ParameterizedTest
    @EnumSource(CloudSource.Cloud.class)
    void saysWhereOthersSeeUs(CloudSource.Cloud cloud) {
        start(cloud);

        assertThat(address.address().orElseThrow().getHostAddress()).isEqualTo("203.0.113.7");
        assertThat(address.health().isHealthy()).isTrue();
        String last = asked.get(asked.size() - 1);
        switch (cloud) {
            case AWS -> {
                assertThat(asked).hasSize(2);
                assertThat(asked.get(0)).startsWith("PUT /latest/api/token HTTP/1.1").containsIgnoringCase("x-aws-ec2-metadata-token-ttl-seconds: 60");
                assertThat(last).containsIgnoringCase("x-aws-ec2-metadata-token: AQAEAL");
            }
            case AZURE -> assertThat(last).contains("?api-version=2021-02-01&format=text HTTP/1.1").containsIgnoringCase("metadata: true");
            case GCP -> assertThat(last).containsIgnoringCase("metadata-flavor: Google");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::1", "2001:db8::1", "0.0.0.0", "224.0.0.1", "relay.example", "<html>203.0.113.7</html>"})
    void whatIsNoPublicAddressIsRefused(String said) {
        answers.put("GET " + AWS, said);

        assertThatThrownBy(() -> start(CloudSource.Cloud.AWS)).hasMessageContaining("advertise").hasMessageContaining("cloud:aws does not say our public address");
    }

    @Test
    void aMachineWithoutOneIsToldSo() {
        answers.remove("GET " + AWS);

        assertThatThrownBy(() -> start(CloudSource.Cloud.AWS)).hasMessageContaining("status 404 to GET " + AWS);
    }

    @Test
    void aMachineThatIsInNoCloudIsToldSo() throws IOException {
        metadata.close();

        assertThatThrownBy(() -> start(CloudSource.Cloud.GCP)).hasMessageContaining("cloud:gcp does not say our public address");
    }

    @Test
    void nobodyIsAskedUnlessThatIsConfigured() {
        assertThat(PublicAddress.isAsked("203.0.113.7")).isFalse();
        assertThat(VoipPlatform.builder("x").config().advertise()).isEmpty();
        start(CloudSource.Cloud.GCP);
        assertThat(asked).as("one cloud, one question").hasSize(1);
    }
}
