package io.rvoip.builder;

import io.rvoip.common.Expect;
import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The HTTP interface. Immutable.
 *
 * @param listen {@code https://10.0.0.7:8443}; without a host, the address the security profile gives; where it is empty,
 *     the profile says all of it: {@code http} on 8080 under {@code development}, {@code https} on 8443 under others
 * @param tls certificates of its own; those of {@code sip.tls} where it is empty
 * @param hosts names under which it is reached, beside the SIP domain; addresses and {@code localhost} always pass
 * @param origins web pages of others that may use WebRTC-HTTP, as in {@code https://studio.example.com}
 * @param websocket whether events are served at {@code /v1/events}
 * @param phone the page for browsers
 * @param keys who may ask for what
 */
public record ApiServerConfig(
        Optional<String> listen, Optional<TlsPolicy> tls, Set<String> hosts, Set<String> origins, boolean websocket,
        WebPhoneConfig phone, List<Key> keys) {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final int HTTP_PORT = 8080;
    private static final int HTTPS_PORT = 8443;

    /**
     * An API key.
     *
     * @param name for logs and revocation, not secret
     * @param secret sent as {@code Authorization: Bearer SECRET}
     * @param scopes what it opens: {@code calls:read}, {@code calls:write}, {@code registrations:read}, {@code admin} …
     */
    public record Key(String name, SecretSource secret, Set<String> scopes) {
        /** Checks the name and copies the scopes. */
        public Key {
            Expect.notBlank("name", name);
            scopes = Set.copyOf(scopes);
        }
    }

    /** Checks the address and copies the keys. */
    public ApiServerConfig {
        keys = List.copyOf(keys);
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
        listen.ifPresent(ApiServerConfig::parse);
    }

    /** REST where the profile says. */
    public static ApiServerConfig restOnly() {
        return new ApiServerConfig(Optional.empty(), Optional.empty(), Set.of(), Set.of(), false, WebPhoneConfig.OFF, List.of());
    }

    /** REST and events where the profile says. */
    public static ApiServerConfig restAndWebsocket() {
        return restOnly().withWebsocket(true);
    }

    /** On another address: {@code https://HOST:PORT}, or {@code http://} under the profile development. */
    public ApiServerConfig withListen(String address) {
        return new ApiServerConfig(Optional.of(address), tls, hosts, origins, websocket, phone, keys);
    }

    /** With a certificate of its own, and client certificates of its own choice. */
    public ApiServerConfig withTls(TlsPolicy policy) {
        return new ApiServerConfig(listen, Optional.of(policy), hosts, origins, websocket, phone, keys);
    }

    /** Reached under these names and no others, beside the SIP domain. */
    public ApiServerConfig withHosts(String... names) {
        return new ApiServerConfig(listen, tls, Set.of(names), origins, websocket, phone, keys);
    }

    /** Open to these web pages and no others, beside its own. */
    public ApiServerConfig withOrigins(String... pages) {
        return new ApiServerConfig(listen, tls, hosts, Set.of(pages), websocket, phone, keys);
    }

    /** With events or without. */
    public ApiServerConfig withWebsocket(boolean on) {
        return new ApiServerConfig(listen, tls, hosts, origins, on, phone, keys);
    }

    /** With the telephone for browsers at {@code /phone}, or without it. */
    public ApiServerConfig withPhone(boolean on) {
        return withPhone(phone.withWish(on ? Wish.REQUIRED : Wish.OFF));
    }

    /** With that page. */
    public ApiServerConfig withPhone(WebPhoneConfig page) {
        return new ApiServerConfig(listen, tls, hosts, origins, websocket, page, keys);
    }

    /** With another key. */
    public ApiServerConfig withKey(String name, String secret, String... scopes) {
        List<Key> more = new ArrayList<>(keys);
        more.add(new Key(name, SecretSource.of(secret), Set.of(scopes)));
        return new ApiServerConfig(listen, tls, hosts, origins, websocket, phone, more);
    }

    boolean secure(SecurityProfile profile) {
        return listen.map(url -> url.startsWith(HTTPS)).orElse(profile != SecurityProfile.DEVELOPMENT);
    }

    /** Where it listens; the host is empty where the profile says. */
    HostAndPort address(SecurityProfile profile) {
        return parse(listen.orElse(profile == SecurityProfile.DEVELOPMENT ? HTTP + ":" + HTTP_PORT : HTTPS + ":" + HTTPS_PORT));
    }

    private static HostAndPort parse(String url) {
        if (!url.startsWith(HTTP) && !url.startsWith(HTTPS)) {
            throw new IllegalArgumentException("listen: \"" + url + "\" (expected: https://HOST:PORT)");
        }
        String rest = url.substring(url.indexOf("://") + 3);
        String address = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        return HostAndPort.parse(address, url.startsWith(HTTPS) ? HTTPS_PORT : HTTP_PORT);
    }
}
