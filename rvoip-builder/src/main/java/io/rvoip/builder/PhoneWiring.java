package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.api.WebPhone;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The page for browsers of a platform: what it is told, and from where it may be loaded. */
final class PhoneWiring {
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private PhoneWiring() {}

    /** The page, where it is wanted and built. */
    static Optional<WebPhone> page(PlatformConfig config, ApiServerConfig api, Supplier<List<ListenPoint>> listeners, Supplier<List<String>> stun) {
        if (!api.phone().wanted() || !WebPhone.isBuilt()) {
            return Optional.empty();
        }
        Supplier<List<String>> servers = api.phone().server().<Supplier<List<String>>>map(one -> () -> List.of(one))
            .orElse(() -> servers(listeners.get()));
        return Optional.of(new WebPhone(config.domain(), servers, stun, config.turn().flatMap(TurnConfig::secret).isPresent()));
    }

    /** Without a host: certificates and networks fit the name by which people came. */
    private static List<String> servers(List<ListenPoint> listeners) {
        return Stream.of(TransportProtocol.WSS, TransportProtocol.WS).flatMap(protocol -> listeners.stream()
            .filter(point -> point.protocol() == protocol).map(point -> protocol.uriName() + "://:" + point.address().getPort())).distinct().toList();
    }

    /** The origins under which browsers know the page, which may therefore connect to our WebSocket listeners. */
    static List<String> origins(PlatformConfig config, ApiServerConfig api) {
        HostAndPort at = config.apiAddress().orElseThrow();
        Set<String> hosts = new LinkedHashSet<>();
        hosts.add(config.domain());
        api.hosts().stream().sorted().forEach(hosts::add);
        config.advertise().filter(address -> !PublicAddress.isAsked(address)).ifPresent(hosts::add);
        if (!at.host().equals("0.0.0.0") && !at.host().equals("::")) {
            hosts.add(at.host());
        }
        String port = at.port() == (config.apiSecure() ? HTTPS_PORT : HTTP_PORT) ? "" : at.port() == 0 ? ":*" : ":" + at.port();
        return hosts.stream().map(host -> scheme(config) + bracketed(host) + port).toList();
    }

    /** Where the page is. */
    static URI address(PlatformConfig config, InetSocketAddress at) {
        String host = at.getAddress().isAnyLocalAddress() ? config.domain() : NetUtil.toAddressString(at.getAddress());
        return URI.create(scheme(config) + bracketed(host) + ":" + at.getPort() + WebPhone.PATH);
    }

    private static String scheme(PlatformConfig config) {
        return config.apiSecure() ? "https://" : "http://";
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
