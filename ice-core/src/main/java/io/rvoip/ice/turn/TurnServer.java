package io.rvoip.ice.turn;

import io.netty.util.NetUtil;
import io.rvoip.common.Secret;
import java.net.InetSocketAddress;

/**
 * A relay and our account there. The password is not printed.
 *
 * @param address numeric
 * @param username at most 508 bytes of UTF-8; time-limited ones begin with the time they end
 * @param transport how it is reached; relays are UDP always
 * @param name what its certificate must be for, over TLS: a name or an address
 */
public record TurnServer(InetSocketAddress address, String username, Secret password, Transport transport, String name) {
    /** How a server is reached (RFC 8656 §3.1). */
    public enum Transport {
        UDP,
        TCP,
        /** TLS over TCP. */
        TLS
    }

    /** One that is reached by UDP. */
    public TurnServer(InetSocketAddress address, String username, Secret password) {
        this(address, username, password, Transport.UDP);
    }

    /** One that proves its address, where it has to prove anything. */
    public TurnServer(InetSocketAddress address, String username, Secret password, Transport transport) {
        this(address, username, password, transport,
                address.isUnresolved() ? address.getHostString() : NetUtil.toAddressString(address.getAddress()));
    }

    public TurnServer {
        if (address.isUnresolved() || address.getPort() == 0) {
            throw new IllegalArgumentException("address: " + address + " (expected: numeric, port 1-65535)");
        }
        if (username.isEmpty() || username.length() > 508) {
            throw new IllegalArgumentException("username: " + username.length() + " characters (expected: 1-508)");
        }
        if (hasControls(username) || hasControls(password.reveal())) {
            throw new IllegalArgumentException("username, password: control character (expected: printable text)");
        }
    }

    /** The same account by another transport. */
    public TurnServer withTransport(Transport other) {
        return new TurnServer(address, username, password, other, name);
    }

    /** Whether frames arrive, in order, or the connection ends. */
    public boolean reliable() {
        return transport != Transport.UDP;
    }

    /** What no key can be made of (RFC 8265 §4.2). */
    static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** The same account elsewhere (300 Try Alternate). */
    TurnServer at(InetSocketAddress other) {
        return new TurnServer(other, username, password, transport, name);
    }
}
