package io.rvoip.ice;

import io.rvoip.common.Secret;
import io.rvoip.ice.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server as it is configured, by name or address, and our account there. The password is not printed.
 *
 * @param username for relays; at most 508 bytes of UTF-8
 * @param password for relays: where it is kept
 */
public record IceServer(IceUri uri, @Nullable String username, @Nullable Supplier<Secret> password) {
    public IceServer {
        if (uri.relays() && (username == null || password == null)) {
            throw new IllegalArgumentException(uri + ": without username or password (expected: both, for a relay)");
        }
        if (!uri.relays() && (username != null || password != null)) {
            throw new IllegalArgumentException(uri + ": with username or password (expected: neither, for a STUN server)");
        }
        if (username != null) {
            new TurnServer(new InetSocketAddress(1), username, Secret.of("any"));
        }
    }

    /** A STUN server, as in {@code stun:stun.example.com}. */
    public static IceServer stun(String uri) {
        return new IceServer(IceUri.parse(uri), null, null);
    }

    /** A relay, as in {@code turns:turn.example.com}. */
    public static IceServer turn(String uri, String username, Secret password) {
        return new IceServer(IceUri.parse(uri), username, () -> password);
    }

    /**
     * The same with the password itself, fetched from where it is kept, which may read a file.
     *
     * @throws io.rvoip.common.SecretUnavailableException when it is not there
     */
    public IceServer fetched() {
        Supplier<Secret> kept = password;
        if (kept == null) {
            return this;
        }
        Secret secret = kept.get();
        return new IceServer(uri, username, () -> secret);
    }

    /** The relay at one of its addresses, by the transport of its URI; over TLS it has to prove its name. */
    public TurnServer at(InetSocketAddress address) {
        return at(address, uri.transport());
    }

    /** The relay at one of its addresses, by a transport that name servers have said. */
    public TurnServer at(InetSocketAddress address, TurnServer.Transport transport) {
        String user = username;
        Supplier<Secret> secret = password;
        if (user == null || secret == null) {
            throw new IllegalStateException(uri + " is no relay");
        }
        return new TurnServer(address, user, secret.get(), transport, uri.host());
    }

    @Override
    public String toString() {
        return "IceServer[" + uri + ", " + username + ", ***]";
    }
}
