package io.rvoip.engine.registrar;

import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.auth.Domains;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.ManualTime;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A registrar over a store in memory, in virtual time; by default nothing is jittered. */
final class RegistrarFixture {
    static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);
    static final InetSocketAddress PHONE = new InetSocketAddress("198.51.100.9", 5060);
    static final Flow UDP = Flow.udp(HERE, PHONE);
    static final String AOR = "sip:alice@rvoip.test";
    static final String HOME = "<sip:alice@198.51.100.9:5060>";

    final ManualTime time = new ManualTime();
    final TestMetrics metrics = new TestMetrics();
    final List<LocationEvent> events = new ArrayList<>();
    final Domains domains = Domains.of("rvoip.test");
    RegistrarSettings settings = RegistrarSettings.DEFAULT.withJitter(0, 0);
    int maxBindings = 1000;
    Set<String> pushProviders = Set.of();
    Gruus gruus = new Gruus(domains, CryptoProvider.jdk());
    int cseq;
    private InMemoryLocationService store;
    private Registrar registrar;

    InMemoryLocationService store() {
        if (store == null) {
            List<Loop> loops = List.of(time.loop(), time.loop(), time.loop());
            store = new InMemoryLocationService(loops, maxBindings, metrics);
            store.listen(events::add);
        }
        return store;
    }

    Registrar registrar() {
        if (registrar == null) {
            registrar = new Registrar(domains, settings, store(), new SeededIds(5), time, pushProviders, gruus);
        }
        return registrar;
    }

    static SipRequest parse(String text) {
        ParseResult result = new SipParser().parse(text.getBytes(StandardCharsets.UTF_8));
        if (result instanceof ParseResult.Parsed parsed && parsed.message() instanceof SipRequest request) {
            return request;
        }
        throw new AssertionError(result + "\n" + text);
    }

    /** A REGISTER of alice; lines replace those of the same name. */
    SipRequest request(String... lines) {
        List<String> all = new ArrayList<>(List.of(
                "Via: SIP/2.0/UDP 198.51.100.9:5060;branch=z9hG4bKx;rport",
                "Max-Forwards: 70",
                "From: <sip:alice@rvoip.test>;tag=f",
                "To: <sip:alice@rvoip.test>",
                "Call-ID: c1",
                "CSeq: " + ++cseq + " REGISTER"));
        String uri = "sip:rvoip.test";
        for (String line : lines) {
            if (line.startsWith("URI: ")) {
                uri = line.substring(5);
                continue;
            }
            String name = line.substring(0, line.indexOf(':') + 1);
            if (!name.equals("Contact:")) {
                all.removeIf(other -> other.startsWith(name));
            }
            all.add(line);
        }
        return parse("REGISTER " + uri + " SIP/2.0\r\n" + String.join("\r\n", all) + "\r\nContent-Length: 0\r\n\r\n");
    }

    SipResponse register(String... lines) {
        return register(request(lines), UDP, "alice");
    }

    SipResponse register(SipRequest request, Flow flow, String sender) {
        CompletableFuture<SipResponse.Builder> done = registrar()
                .register(request, flow, sender, status -> request.respond(status).toTag("r")).toCompletableFuture();
        time.runReady();
        return done.join().build();
    }

    List<Binding> bindings() {
        return store().current(AOR, time.nanoTime());
    }

    List<String> contacts() {
        return bindings().stream().map(binding -> binding.contact().toString()).toList();
    }

    /** Contacts of a response as "uri seconds". */
    static List<String> listed(SipResponse response) {
        return response.headers(HeaderKind.CONTACT).stream()
                .map(contact -> contact.uri() + " " + contact.expires()).toList();
    }

    static Flow tcp(long connection) {
        return new Flow(TransportProtocol.TCP, HERE, new InetSocketAddress("198.51.100.9", 40_000), connection);
    }

    /** The events since the last call, by kind. */
    List<String> happened() {
        List<String> names = events.stream().map(event -> event.getClass().getSimpleName()).toList();
        events.clear();
        return names;
    }
}
