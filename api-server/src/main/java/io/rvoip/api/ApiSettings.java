package io.rvoip.api;

import io.rvoip.common.ValidationReport;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an {@link ApiServer} is told.
 *
 * @param listen where; port 0 lets the system choose
 * @param webSocket whether events are offered at {@code /v1/events}
 * @param keys who may ask; without any, only health and readiness answer
 * @param hosts names under which the server is reached, for the Host check; addresses and {@code localhost} always
 *     pass, because a name that an attacker controls is what the check is about
 * @param origins of web pages that may call, as in {@code https://console.example.com}; pages of the server's own
 *     origin always may
 * @param http bounds
 * @param sockets bounds
 */
public record ApiSettings(InetSocketAddress listen, boolean webSocket, List<ApiKey> keys, Set<String> hosts,
        Set<String> origins, HttpLimits http, SocketLimits sockets) {
    /**
     * Checks the values against each other.
     *
     * @throws io.rvoip.common.ConfigurationException with all that is wrong
     */
    public ApiSettings {
        keys = List.copyOf(keys);
        hosts = lower(hosts);
        origins = lower(origins);
        validate(listen, keys, hosts, origins).throwIfInvalid();
    }

    /** Listens there, with events, without keys, with the standard bounds. */
    public static ApiSettings on(InetSocketAddress listen) {
        return new ApiSettings(listen, true, List.of(), Set.of(), Set.of(), HttpLimits.standard(),
                SocketLimits.standard());
    }

    /** Listening elsewhere. */
    public ApiSettings withListen(InetSocketAddress address) {
        return new ApiSettings(address, webSocket, keys, hosts, origins, http, sockets);
    }

    /** With or without events. */
    public ApiSettings withWebSocket(boolean offered) {
        return new ApiSettings(listen, offered, keys, hosts, origins, http, sockets);
    }

    /** With these keys and no others. */
    public ApiSettings withKeys(List<ApiKey> all) {
        return new ApiSettings(listen, webSocket, all, hosts, origins, http, sockets);
    }

    /** Reached under these names too. */
    public ApiSettings withHosts(Set<String> names) {
        return new ApiSettings(listen, webSocket, keys, names, origins, http, sockets);
    }

    /** Open to these web pages too. */
    public ApiSettings withOrigins(Set<String> pages) {
        return new ApiSettings(listen, webSocket, keys, hosts, pages, http, sockets);
    }

    /** With other bounds of HTTP. */
    public ApiSettings withHttp(HttpLimits bounds) {
        return new ApiSettings(listen, webSocket, keys, hosts, origins, bounds, sockets);
    }

    /** With other bounds of WebSockets. */
    public ApiSettings withSockets(SocketLimits bounds) {
        return new ApiSettings(listen, webSocket, keys, hosts, origins, http, bounds);
    }

    private static Set<String> lower(Set<String> names) {
        Set<String> lower = new HashSet<>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return Set.copyOf(lower);
    }

    private static ValidationReport validate(InetSocketAddress listen, List<ApiKey> keys, Set<String> hosts,
            Set<String> origins) {
        ValidationReport.Collector found = ValidationReport.collect();
        found.require(!listen.isUnresolved(), "listen", listen + " (expected: an address of this machine)", "");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            ApiKey key = keys.get(i);
            found.require(names.add(key.name()), "keys[" + i + "].name", key.name() + " (expected: used once)", "");
            boolean fresh = keys.subList(0, i).stream().noneMatch(key::sameSecret);
            found.require(fresh, "keys[" + i + "].secret", "that of another key", "give each key a secret of its own");
        }
        hosts.forEach(host -> found.require(host.matches("[a-z0-9.-]+"), "hosts",
                host + " (expected: a host name without port)", ""));
        origins.forEach(origin -> found.require(origin.matches("https?://[a-z0-9.:\\[\\]-]+"), "origins",
                origin + " (expected: as in https://console.example.com; no wildcard)", ""));
        return found.report();
    }
}
