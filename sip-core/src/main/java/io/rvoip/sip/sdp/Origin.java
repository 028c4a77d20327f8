package io.rvoip.sip.sdp;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code o=} line (RFC 8866 §5.2): identity and version of the description. Immutable; equal when all parts are. */
public final class Origin {
    private final String username;
    private final String sessionId;
    private final long version;
    private final String networkType;
    private final String addressType;
    private final String address;

    private Origin(
            String username, String sessionId, long version, String networkType, String addressType, String address) {
        this.username = username;
        this.sessionId = sessionId;
        this.version = version;
        this.networkType = networkType;
        this.addressType = addressType;
        this.address = address;
    }

    /** An origin of these parts. @throws IllegalArgumentException naming the first one that is malformed */
    public static Origin of(
            String username, String sessionId, long version, String networkType, String addressType, String address) {
        return new Origin(SdpText.requireVisible("username", username), SdpText.requireVisible("session id", sessionId),
                version, SdpText.requireToken("network type", networkType),
                SdpText.requireToken("address type", addressType), SdpText.requireVisible("address", address));
    }

    /** {@code -} when there is none. */
    public String username() {
        return username;
    }

    /** Opaque, a number by the RFC; with the user and the address it names the session. */
    public String sessionId() {
        return sessionId;
    }

    /** An unsigned 64-bit number, one higher for each change (RFC 3264 §8). */
    public long version() {
        return version;
    }

    /** {@code IN}. */
    public String networkType() {
        return networkType;
    }

    /** {@code IP4} or {@code IP6}. */
    public String addressType() {
        return addressType;
    }

    /** Of the one who made the session; nothing is sent there. */
    public String address() {
        return address;
    }

    /** An origin without a user name, version 1. */
    public static Origin of(long sessionId, InetAddress address) {
        Connection connection = Connection.of(address);
        return new Origin("-", Long.toUnsignedString(sessionId), 1, connection.networkType(),
                connection.addressType(), connection.address());
    }

    /** Whether it tells nobody's address, as who hides his own says (RFC 8829 §5.2.1). */
    public boolean isAnonymous() {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    /** The same session, one version later. */
    public Origin next() {
        return withVersion(version + 1);
    }

    public Origin withVersion(long newVersion) {
        return new Origin(username, sessionId, newVersion, networkType, addressType, address);
    }

    /** Whether the other origin names the same session, of whatever version. */
    public boolean sameSession(Origin other) {
        return username.equals(other.username) && sessionId.equals(other.sessionId)
                && networkType.equals(other.networkType) && addressType.equals(other.addressType)
                && address.equals(other.address);
    }

    /** Reads what follows {@code o=}; empty when malformed. */
    static Optional<Origin> parse(SdpLine line) {
        if (line.split() != 6 || !line.isVisible(0) || !line.isVisible(1) || !line.isVisible(5)) {
            return Optional.empty();
        }
        String networkType = line.token(3);
        String addressType = line.token(4);
        if (networkType == null || addressType == null) {
            return Optional.empty();
        }
        long number = line.number(2, Long.MAX_VALUE);
        if (number < 0) {
            String version = line.word(2);
            number = wrapped(version);
            if (!Long.toUnsignedString(number).equals(version)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Origin(line.word(0), line.word(1), number, networkType, addressType, line.word(5)));
    }

    /** Adds up with wrap-around: 2^63 to 2^64-1 when the result reads the same as the text. */
    private static long wrapped(String text) {
        long value = 0;
        for (int i = 0; i < Math.min(text.length(), 20); i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Origin that && version == that.version && sameSession(that);
    }

    @Override
    public int hashCode() {
        return 31 * sessionId.hashCode() + Long.hashCode(version);
    }

    /** As written after {@code o=}. */
    @Override
    public String toString() {
        return username + ' ' + sessionId + ' ' + Long.toUnsignedString(version) + ' ' + networkType + ' '
                + addressType + ' ' + address;
    }
}
