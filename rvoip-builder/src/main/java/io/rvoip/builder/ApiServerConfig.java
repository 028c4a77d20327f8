package io.rvoip.builder;

import io.rvoip.common.Expect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The HTTP interface. Immutable.
 *
 * @param listen {@code http://127.0.0.1:8080}; without a host, the address the security profile gives
 * @param websocket whether events are served at {@code /v1/events}
 * @param keys who may ask for what
 */
public record ApiServerConfig(String listen, boolean websocket, List<Key> keys) {
    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";
    private static final int DEFAULT_PORT = 8080;

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
        if (!listen.startsWith(HTTP) && !listen.startsWith(HTTPS)) {
            throw new IllegalArgumentException("listen: \"" + listen + "\" (expected: http://HOST:PORT)");
        }
        HostAndPort.parse(address(listen), DEFAULT_PORT);
    }

    /** REST on 8080. */
    public static ApiServerConfig restOnly() {
        return new ApiServerConfig(HTTP + ":" + DEFAULT_PORT, false, List.of());
    }

    /** REST and events on 8080. */
    public static ApiServerConfig restAndWebsocket() {
        return new ApiServerConfig(HTTP + ":" + DEFAULT_PORT, true, List.of());
    }

    /** On another address. */
    public ApiServerConfig withListen(String address) {
        return new ApiServerConfig(address, websocket, keys);
    }

    /** With events or without. */
    public ApiServerConfig withWebsocket(boolean on) {
        return new ApiServerConfig(listen, on, keys);
    }

    /** With another key. */
    public ApiServerConfig withKey(String name, String secret, String... scopes) {
        List<Key> more = new ArrayList<>(keys);
        more.add(new Key(name, SecretSource.of(secret), Set.of(scopes)));
        return new ApiServerConfig(listen, websocket, more);
    }

    boolean secure() {
        return listen.startsWith(HTTPS);
    }

    String host() {
        return HostAndPort.parse(address(listen), DEFAULT_PORT).host();
    }

    int port() {
        return HostAndPort.parse(address(listen), DEFAULT_PORT).port();
    }

    private static String address(String url) {
        String rest = url.substring(url.indexOf("://") + 3);
        return rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
    }
}
