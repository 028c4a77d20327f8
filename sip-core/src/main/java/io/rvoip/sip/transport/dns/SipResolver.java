package io.rvoip.sip.transport.dns;

import io.netty.util.NetUtil;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a SIP URI leads (RFC 3263 §4). Confined to the loop of its {@link DnsLookup}.
 *
 * <ol>
 *   <li>An address, or a host with a port: nothing or only addresses are looked up. The transport is the one asked for,
 *       else UDP, or TLS for {@code sips:}.
 *   <li>A host with a transport: its SRV records, else its addresses.
 *   <li>A bare host: NAPTR names the services and the SRV records of each; without NAPTR the SRV records of every
 *       transport we have; without those the addresses.
 * </ol>
 *
 * <p>{@code sips:} never becomes anything but TLS, whatever the records say. A question that fails does not end the
 * search, for there are name servers that drop what they do not know; it ends with the failure of the last one, which
 * {@link Resolution.NotFound} names.
 */
public final class SipResolver {
    private final DnsLookup lookup;
    private final ResolverSettings settings;

    public SipResolver(DnsLookup lookup, ResolverSettings settings) {
        this.lookup = lookup;
        this.settings = settings;
    }

    /** The look-ups it makes, with their cache; for others who need records too. */
    public DnsLookup lookup() {
        return lookup;
    }

    /**
     * Where a URI leads if that can be told without asking anybody: it names an address, or cannot be used. Empty when
     * names have to be looked up. From any thread.
     */
    public static Optional<Resolution> atOnce(Uri uri) {
        if (!(uri instanceof SipUri sip)) {
            return Optional.of(new Resolution.Unusable("not a sip: URI"));
        }
        Optional<TransportProtocol> transport = transport(sip);
        if (transport.isEmpty()) {
            return Optional.of(new Resolution.Unusable(sip.secure()
                    ? "sips: does not go by " + sip.transport().orElse("")
                    : "unknown transport " + sip.transport().orElse("")));
        }
        return address(place(sip)).map(address -> {
            int port = sip.port() > 0 ? sip.port() : transport.get().defaultPort();
            return found(List.of(target(sip, transport.get(), address, port)));
        });
    }

    /**
     * Finds where a URI leads.
     *
     * @param draw 64 random bits; the same ones lead to the same of several equal servers while it is there
     * @param then is told once, on the loop, perhaps inside this call
     */
    public void resolve(Uri uri, long draw, Consumer<Resolution> then) {
        Optional<Resolution> known = atOnce(uri);
        if (known.isPresent()) {
            then.accept(known.get());
        } else {
            new Search((SipUri) uri, draw, then).start();
        }
    }

    /** RFC 3263 §4 calls it TARGET: maddr where it is given, else the host. */
    private static String place(SipUri uri) {
        return uri.parameter("maddr").filter(maddr -> !maddr.isEmpty()).orElse(uri.host());
    }

    private static Optional<InetAddress> address(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(bare);
        try {
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    /**
     * The transport a URI asks for, or gets without asking; empty for none we know. {@code sips:} is TLS over whatever
     * it names, and is never taken for less (RFC 3261 §26.2.2, RFC 5630 §3.1.3).
     */
    private static Optional<TransportProtocol> transport(SipUri uri) {
        if (!uri.secure()) {
            return TransportProtocol.of(uri.transport().orElse("udp"));
        }
        return switch (uri.transport().orElse("tcp").toLowerCase(Locale.ROOT)) {
            case "tcp", "tls" -> Optional.of(TransportProtocol.TLS);
            case "ws", "wss" -> Optional.of(TransportProtocol.WSS);
            default -> Optional.empty();
        };
    }

    /** The host of the URI is what the far end has to prove, whatever name servers say (RFC 5922 §7.3). */
    private static Target target(SipUri uri, TransportProtocol transport, InetAddress address, int port) {
        return new Target(transport, new InetSocketAddress(address, port), uri.host());
    }

    private static Resolution found(List<Target> targets) {
        return new Resolution.Found(targets);
    }

    /** A server whose addresses are to be found. */
    private record Server(TransportProtocol transport, String host, int port) {}

    /** One resolution on its way. */
    private final class Search {
        private final SipUri uri;
        private final String place;
        private final TransportProtocol transport;
        private final long draw;
        private final Consumer<Resolution> then;
        private @Nullable DnsFailure noService;

        Search(SipUri uri, long draw, Consumer<Resolution> then) {
            this.uri = uri;
            place = DnsName.of(place(uri)).orElse("");
            transport = transport(uri).orElseThrow();
            this.draw = draw;
            this.then = then;
        }

        void start() {
            if (place.isEmpty()) {
                then.accept(new Resolution.Unusable("no name server can know " + place(uri)));
            } else if (uri.port() > 0) {
                addresses(List.of(new Server(transport, place, uri.port())));
            } else if (uri.transport().isPresent()) {
                servers(SipService.of(transport, place).stream().toList());
            } else {
                lookup.find(new DnsQuestion(place, DnsType.NAPTR), this::services);
            }
        }

        private void services(DnsResult rules) {
            List<SipService> named = SipService.of(
                    rules.records(NaptrRecord.class), settings.transports(), uri.secure());
            servers(named.isEmpty() ? usualServices() : named);
        }

        private List<SipService> usualServices() {
            return settings.transports().stream()
                    .filter(one -> one.secure() || !uri.secure())
                    .flatMap(one -> SipService.of(one, place).stream())
                    .toList();
        }

        private void servers(List<SipService> services) {
            List<DnsQuestion> questions = services.stream()
                    .limit(lookup.limits().maxServers())
                    .map(service -> new DnsQuestion(service.name(), DnsType.SRV))
                    .toList();
            lookup.findAll(questions, results -> {
                Set<Server> servers = new LinkedHashSet<>();
                for (int i = 0; i < results.size(); i++) {
                    add(servers, services.get(i), questions.get(i), results.get(i));
                }
                if (!servers.isEmpty()) {
                    addresses(servers.stream().limit(lookup.limits().maxServers()).toList());
                } else if (noService != null) {
                    then.accept(new Resolution.NotFound(noService));
                } else {
                    addresses(List.of(new Server(transport, place, transport.defaultPort())));
                }
            });
        }

        private void add(Set<Server> servers, SipService service, DnsQuestion question, DnsResult result) {
            for (SrvRecord server : SrvOrder.of(result.records(SrvRecord.class), draw)) {
                if (server.isNone()) {
                    noService = new DnsFailure(DnsFailure.Kind.NO_SERVICE, question, "the domain has no such service");
                } else if (server.port() > 0) {
                    DnsName.of(server.target()).ifPresent(
                            host -> servers.add(new Server(service.transport(), host, server.port())));
                }
            }
        }

        private void addresses(List<Server> servers) {
            List<DnsQuestion> questions = servers.stream().map(Server::host).distinct()
                    .flatMap(host -> settings.families().types().stream().map(type -> new DnsQuestion(host, type)))
                    .toList();
            lookup.findAll(questions, results -> {
                Set<Target> targets = new LinkedHashSet<>();
                for (Server server : servers) {
                    for (int i = 0; i < results.size(); i++) {
                        if (questions.get(i).name().equals(server.host())) {
                            add(targets, server, results.get(i));
                        }
                    }
                }
                then.accept(targets.isEmpty() ? new Resolution.NotFound(worst(questions, results))
                        : found(targets.stream().limit(lookup.limits().maxTargets()).toList()));
            });
        }

        private void add(Set<Target> targets, Server server, DnsResult result) {
            for (AddressRecord record : result.records(AddressRecord.class)) {
                if (isOneHost(record.address())) {
                    targets.add(target(uri, server.transport(), record.address(), server.port()));
                }
            }
        }

        /** Nothing is ever sent to many or to nobody because a name server says so. */
        private static boolean isOneHost(InetAddress address) {
            return !address.isMulticastAddress() && !address.isAnyLocalAddress()
                    && !(address.getAddress().length == 4 && address.hashCode() == -1);
        }

        /** The failure to tell: that something did not answer says more than that something is not there. */
        private static DnsFailure worst(List<DnsQuestion> questions, List<DnsResult> results) {
            List<DnsFailure> failures = new ArrayList<>();
            for (DnsResult result : results) {
                if (result instanceof DnsResult.Nothing nothing) {
                    failures.add(nothing.why());
                }
            }
            return failures.stream()
                    .filter(failure -> failure.kind() != DnsFailure.Kind.NO_RECORDS)
                    .findFirst()
                    .or(() -> failures.stream().findFirst())
                    .orElseGet(() -> new DnsFailure(
                            DnsFailure.Kind.NO_RECORDS, questions.get(0), "no address that can be used"));
        }
    }
}
