package io.rvoip.builder;

import java.util.Optional;

/**
 * The telephone for browsers, a page at {@code /phone} of the HTTP interface. Immutable.
 *
 * @param wish whether it is served; {@link Wish#REQUIRED} is refused in builds that npm was not there for
 * @param server where the page signs in, as in {@code wss://phone.example.com/}; where it is empty, at the WebSocket listeners
 *     of the platform, by the host name in the address of the page
 */
public record WebPhoneConfig(Wish wish, Optional<String> server) {
    /** No page. */
    public static final WebPhoneConfig OFF = new WebPhoneConfig(Wish.OFF, Optional.empty());

    /** Checks the address. */
    public WebPhoneConfig {
        server.ifPresent(WebPhoneConfig::requireWebSocket);
    }

    /** Wanted so much. */
    public WebPhoneConfig withWish(Wish much) {
        return new WebPhoneConfig(much, server);
    }

    /** The page signs in there, as behind a proxy that speaks TLS for the platform. */
    public WebPhoneConfig withServer(String url) {
        return new WebPhoneConfig(wish, Optional.of(url));
    }

    boolean wanted() {
        return wish != Wish.OFF;
    }

    /** Without what would end a directive of the page's security policy. */
    private static void requireWebSocket(String url) {
        if (!url.matches("wss?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?")) {
            throw new IllegalArgumentException("phoneServer: \"" + url + "\" (expected: as in wss://phone.example.com/)");
        }
    }
}
