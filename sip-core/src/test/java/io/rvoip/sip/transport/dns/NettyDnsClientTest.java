package io.rvoip.sip.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.dns.DnsResponseCode;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.common.transport.NettyLoop;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.uri.Uri;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The resolver against name servers of the test's own, over real sockets on loopback addresses. */
class NettyDnsClientTest {
    private final EventLoops loops = EventLoops.create("dns-test", 1);
    private final NettyLoop loop = loops.next();
    private NameServer server;
    private NettyDnsClient client;
    private SipResolver resolver;

    @BeforeEach
    void start() throws Exception {
        server = new NameServer(loops, "127.0.0.53");
        use(server.address());
    }

    private void use(InetSocketAddress... servers) {
        client = NettyDnsClient.on(loop, new DnsServers(List.of(servers), Duration.ofMillis(500), 2));
        resolver = new SipResolver(new DnsLookup(client, loop, DnsLimits.DEFAULT), ResolverSettings.DEFAULT);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        loops.close();
    }

    private <T> T onLoop(Consumer<Consumer<T>> action) throws Exception {
        CompletableFuture<T> told = new CompletableFuture<>();
        loop.execute(() -> action.accept(result -> {
            assertThat(loop.inLoop()).isTrue();
            told.complete(result);
        }));
        return told.get(20, TimeUnit.SECONDS);
    }

    private Resolution resolve(String uri) throws Exception {
        return onLoop(then -> resolver.resolve(Uri.of(uri), 1, then));
    }

    private List<String> targets(String uri) throws Exception {
        Resolution resolution = resolve(uri);
        assertThat(resolution).as(resolution.failure()).isInstanceOf(Resolution.Found.class);
        return ((Resolution.Found) resolution).targets().stream().map(Target::toString).toList();
    }

    private DnsAnswer ask(String name, DnsType type) throws Exception {
        return onLoop(then -> client.ask(new DnsQuestion(name, type), then));
    }

    @Test
    void aDomainIsFollowedThroughItsRulesServersAndAliases() throws Exception {
        server.naptr("example.com", 10, 10, "SIP+D2T", "_sip._tcp.example.com")
                .naptr("example.com", 10, 20, "SIP+D2U", "_sip._udp.example.com")
                .srv("_sip._tcp.example.com", 1, 1, 5070, "one.example.com")
                .srv("_sip._tcp.example.com", 2, 1, 5071, "two.example.com")
                .srv("_sip._udp.example.com", 1, 1, 5060, "one.example.com")
                .a("one.example.com", "192.0.2.1").cname("two.example.com", "real.example.net")
                .a("real.example.net", "192.0.2.2");
        List<String> expected =
                List.of("tcp 192.0.2.1:5070", "tcp 192.0.2.2:5071", "udp 192.0.2.1:5060");
        assertThat(targets("sip:alice@Example.com")).isEqualTo(expected);
        int before = server.asked().size();
        assertThat(targets("sip:bob@example.com")).isEqualTo(expected);
        assertThat(server.asked().stream().skip(before)).as("all but the names that are not there is cached")
                .allMatch(question -> question.startsWith("AAAA"));
    }

    @Test
    void whatDoesNotFitADatagramComesOverTcp() throws Exception {
        for (int i = 0; i < 60; i++) {
            server.srv("_sip._udp.big.example", i, 1, 5060, "host" + i + ".big.example");
        }
        DnsAnswer.Records answer = (DnsAnswer.Records) ask("_sip._udp.big.example", DnsType.SRV);
        assertThat(answer.records()).hasSize(60);
        assertThat(server.asked()).containsExactly("SRV _sip._udp.big.example", "SRV _sip._udp.big.example over TCP");
    }

    @Test
    void aServerThatIsSilentOrUnwillingIsPassedOver() throws Exception {
        try (NameServer silent = new NameServer(loops, "127.0.0.54");
                NameServer unwilling = new NameServer(loops, "127.0.0.55")) {
            silent.silence();
            unwilling.always(DnsResponseCode.SERVFAIL);
            server.a("example.com", "192.0.2.1");
            use(silent.address(), server.address());
            assertThat(targets("sip:example.com:5060")).containsExactly("udp 192.0.2.1:5060");
            use(unwilling.address(), server.address());
            assertThat(targets("sip:example.com:5060")).containsExactly("udp 192.0.2.1:5060");
            use(unwilling.address());
            assertThat(resolve("sip:example.com:5060").failure()).startsWith("A example.com: ").contains("ServFail");
            use(silent.address());
            Resolution.NotFound missing = (Resolution.NotFound) resolve("sip:example.com:5060");
            assertThat(missing.why().kind()).isEqualTo(DnsFailure.Kind.TIMEOUT);
        }
    }

    @Test
    void brokenRecordsAreDroppedAndTheGoodOnesAmongThemCount() throws Exception {
        byte[] loop = {0, 1, 0, 1, 0, 80, (byte) 0xC0, 12, (byte) 0xC0};
        server.add("SRV _sip._udp.example.com", new NameServer.Entry("_sip._udp.example.com", 33, new byte[3]))
                .add("SRV _sip._udp.example.com", new NameServer.Entry("_sip._udp.example.com", 33, loop))
                .add("SRV _sip._udp.example.com", new NameServer.Entry("_sip._udp.example.com", 65_280, new byte[40]))
                .add("SRV _sip._udp.example.com", new NameServer.Entry("other.example.com", 33, new byte[9]))
                .srv("_sip._udp.example.com", 1, 1, 5060, "a.example.com")
                .add("A a.example.com", new NameServer.Entry("a.example.com", 1, new byte[5]))
                .add("A a.example.com", new NameServer.Entry("b.example.com", 1, new byte[] {10, 0, 0, 1}))
                .a("a.example.com", "192.0.2.1");
        assertThat(targets("sip:example.com;transport=udp")).contains("udp 192.0.2.1:5060");
        assertThat(targets("sip:example.com;transport=udp")).noneMatch(target -> target.contains("10.0.0.1"));
    }

    @Test
    void aCircleOfAliasesIsAFailureThatNamesTheQuestion() throws Exception {
        server.cname("a.example.com", "b.example.com").cname("b.example.com", "a.example.com");
        assertThat(((Resolution.NotFound) resolve("sip:a.example.com:5060")).why().kind())
                .isEqualTo(DnsFailure.Kind.LOOP);
    }

    @Test
    void thisMachineKnowsItsOwnName() throws Exception {
        assertThat(targets("sip:localhost:5060")).contains("udp 127.0.0.1:5060");
        assertThat(server.asked()).isEmpty();
    }
}
