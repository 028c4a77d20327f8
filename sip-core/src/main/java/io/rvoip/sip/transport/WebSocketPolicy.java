package io.rvoip.sip.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * How SIP is spoken over WebSocket (RFC 7118), plain and secure.
 *
 * @param origins the web pages whose scripts may connect, as {@code https://phone.example.com}; {@code :*} stands for
 *     any port. A browser names the page it shows, which is refused with 403 unless it is here; phones that are no
 *     browsers name none and are let in (RFC 6455 §10.2)
 * @param path what connections of ours ask for, as in {@code /ws}; listeners take any
 */
public record WebSocketPolicy(List<String> origins, String path) {
    /** No web pages, and {@code /}. */
    public static final WebSocketPolicy DEFAULT = new WebSocketPolicy(List.of(), "/");

    private static final String ANY_PORT = ":*";

    public WebSocketPolicy {
        origins = List.copyOf(origins);
        origins.forEach(WebSocketPolicy::requireOrigin);
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("path: \"" + path + "\" (expected: as in /ws)");
        }
    }

    private static void requireOrigin(String origin) {
        String bare = origin.endsWith(ANY_PORT) ? origin.substring(0, origin.length() - ANY_PORT.length()) : origin;
        try {
            URI uri = new URI(bare);
            if (uri.getScheme() != null && uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException unreadable) {
            throw refused(origin);
        }
        throw refused(origin);
    }

    private static IllegalArgumentException refused(String origin) {
        return new IllegalArgumentException(
                "origins: \"" + origin + "\" (expected: as in https://phone.example.com or http://127.0.0.1:*)");
    }

    /** The same, where the scripts of that page may connect too. */
    public WebSocketPolicy withOrigins(String... pages) {
        return new WebSocketPolicy(List.of(pages), path);
    }

    public WebSocketPolicy withPath(String asked) {
        return new WebSocketPolicy(origins, asked);
    }

    /** Whether the scripts of a page may connect. */
    boolean permits(String origin) {
        String asked = origin.toLowerCase(Locale.ROOT);
        return origins.stream().map(one -> one.toLowerCase(Locale.ROOT)).anyMatch(one -> one.endsWith(ANY_PORT)
                ? withoutPort(asked).equals(one.substring(0, one.length() - ANY_PORT.length())) : asked.equals(one));
    }

    private static String withoutPort(String origin) {
        return origin.replaceFirst(":\\d{1,5}$", "");
    }
}
