package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.Health;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceUri;
import io.rvoip.ice.stun.BindingResponder;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.session.media.IceServers;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A platform behind a NAT that asks a STUN server where it is. */
class PublicAddressTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("198.51.100.7", 3478);
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1).withDelay(Duration.ofMillis(10), Duration.ofMillis(10));
    private final TestMetrics metrics = new TestMetrics();
    private final VirtualNat nat = network.nat(VirtualNat.Kind.PORT_RESTRICTED, "203.0.113.1");
    private final VirtualHost behind = nat.host("192.168.1.10");
    private final VirtualHost serverHost = network.host(SERVER.getAddress());
    private InetSocketAddress seenAs;
    private PublicAddress asked;

    private void serve() {
        Loop loop = time.loop("server");
        StunParser parser = new StunParser(StunLimits.DEFAULT);
        BindingResponder responder = new BindingResponder((source, now) -> true);
        serverHost.bindNow(SERVER, loop, (path, datagram, from) -> {
            StunMessage request = ((StunResult.Parsed) parser.parse(datagram)).message();
            datagram.release();
            responder.answer(request, seenAs == null ? from : seenAs, loop.now()).ifPresent(answer -> path.send(answer.encode(), from));
        });
    }

    private PublicAddress asking(String server, DatagramPath.Binder from, InetAddress local, Predicate<InetAddress> ours) {
        Loop loop = time.loop("sip");
        return new PublicAddress(new StunSource(IceUri.parse(server), local, IceServers.addresses(), loop, from, new SeededIds(3)), local, loop, ours, metrics);
    }

    private CompletableFuture<Void> starting(String server, DatagramPath.Binder from, InetAddress local, Predicate<InetAddress> ours) {
        asked = asking(server, from, local, ours);
        return asked.start().toCompletableFuture();
    }

    private CompletableFuture<Void> starting() {
        return starting("stun:198.51.100.7", behind, behind.address(), any -> false);
    }

    private List<String> told() {
        return asked.address().stream().map(InetAddress::getHostAddress).toList();
    }

    @AfterEach
    void nothingStaysOpen() {
        if (asked != null) {
            asked.stop(Duration.ZERO);
            time.runReady();
            assertThat(behind.openSockets()).isZero();
        }
    }

    @Test
    void theAddressOfTheNatIsFoundAtTheStart() {
        serve();
        CompletableFuture<Void> started = starting();
        assertThat(told()).isEmpty();
        assertThat(asked.health().status()).isEqualTo(Health.Status.UNKNOWN);
        time.advance(Duration.ofMillis(50));
        assertThat(started).isCompleted();
        assertThat(told()).containsExactly("203.0.113.1");
        assertThat(asked.names()).hasToString("[203.0.113.1]");
        assertThat(asked.health().isHealthy()).isTrue();
    }

    @Test
    void anotherAddressIsTakenOverAndCounted() {
        serve();
        starting();
        time.advance(Duration.ofMillis(50));
        seenAs = new InetSocketAddress("203.0.113.99", 5060);
        time.advance(Duration.ofMinutes(5));
        assertThat(told()).containsExactly("203.0.113.99");
        assertThat(metrics.count("rvoip_public_address_changes_total")).isEqualTo(1);
    }

    @Test
    void whileTheServerIsSilentTheLastOneStays() {
        serve();
        starting();
        time.advance(Duration.ofMillis(50));
        serverHost.block();
        time.advance(Duration.ofMinutes(6));
        assertThat(told()).containsExactly("203.0.113.1");
        assertThat(metrics.count("rvoip_public_address_failures_total")).isEqualTo(1);
        assertThat(asked.health().status()).isEqualTo(Health.Status.DEGRADED);
        serverHost.unblock();
        time.advance(Duration.ofMinutes(6));
        assertThat(asked.health().isHealthy()).isTrue();
    }

    @Test
    void aLostRequestIsSentAgain() {
        serve();
        serverHost.block();
        CompletableFuture<Void> started = starting();
        time.advance(Duration.ofSeconds(3));
        serverHost.unblock();
        time.advance(Duration.ofSeconds(2));
        assertThat(started).isCompleted();
        assertThat(told()).containsExactly("203.0.113.1");
    }

    @Test
    void aStartWithoutAnAnswerFailsByNameInTime() {
        CompletableFuture<Void> started = starting();
        time.advance(Duration.ofSeconds(9));
        assertThat(started).isNotDone();
        time.advance(BOUND.minusSeconds(9));
        assertThat(started).isCompletedExceptionally();
        assertThatThrownBy(started::join).cause().isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("advertise").hasMessageContaining("stun:198.51.100.7 does not say our public address: no answer")
            .hasMessageContaining("say the address itself");
    }

    @Test
    void anAnswerThatNobodyIsReachedAtIsNone() {
        serve();
        seenAs = new InetSocketAddress("0.0.0.0", 5060);
        CompletableFuture<Void> started = starting();
        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(started::join).hasMessageContaining("0.0.0.0 is none to be reached at");
    }

    @ParameterizedTest
    @CsvSource({"stun:stun.example.org", "'stun:[2001:db8::7]:3478'"})
    void aServerWithoutAnAddressOfOurFamilyIsRefused(String server) {
        CompletableFuture<Void> started = starting(server, behind, behind.address(), any -> false);
        time.runReady();
        assertThatThrownBy(started::join).hasMessageContaining("is found at no address of the family of media");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "stun:127.0.0.1:70000 | advertise: \"stun:127.0.0.1:70000\" (expected: stun:HOST:PORT",
        "turn:127.0.0.1 | advertise: \"turn:127.0.0.1\" is no IP address",
        "cloud:nimbus | advertise: \"cloud:nimbus\" (expected: cloud:aws, cloud:azure, cloud:gcp)",
    })
    void whatIsNoServerIsRefused(String advertise, String problem) {
        assertThat(VoipPlatform.builder("x").withAdvertise(advertise).config().validate().toString()).contains(problem);
    }

    @Test
    void whoTellsItIsToldOfEachOther() {
        serve();
        List<String> heard = new ArrayList<>();
        asked = asking("stun:198.51.100.7", behind, behind.address(), any -> false);
        asked.onChange(now -> heard.add(now.getHostAddress() + " for " + told()));
        asked.start();
        time.advance(Duration.ofMillis(50));
        assertThat(heard).as("who starts after it asks").isEmpty();
        seenAs = new InetSocketAddress("203.0.113.99", 5060);
        time.advance(Duration.ofMinutes(10));
        assertThat(heard).containsExactly("203.0.113.99 for [203.0.113.99]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "127.0.0.1 | 127.0.0.1 | []",
        "127.0.0.1 | ::1 | []",
        "0.0.0.0 | 0.0.0.0 | []",
        "0.0.0.0 | :: | [turn.address: :: tells nobody where relays are; name one address of this machine, or say advertise of its family]",
    })
    void relaysTellItWhereItIsOfTheirFamily(String media, String relays, String problems) {
        PlatformConfig config = YamlConfig.parse("""
            domain: rvoip.test
            securityProfile: development
            insecureBind: true
            advertise: stun:stun.example.org
            media: {address: "%s"}
            turn: {address: "%s", users: [{name: phones, password: pw-phones}]}
            """.formatted(media, relays)).config();
        assertThat(config.validate().problems()).hasToString(problems);
    }
}
