package io.rvoip.sip.sdp;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The {@code o=} line (RFC 8866 §5.2): identity and version of the description.
 *
 * @param username {@code -} when there is none
 * @param sessionId opaque, a number by the RFC; with the user and the address it names the session
 * @param version an unsigned 64-bit number, one higher for each change (RFC 3264 §8)
 * @param networkType {@code IN}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address of the one who made the session; nothing is sent there
 */
public record Origin(
        String username, String sessionId, long version, String networkType, String addressType, String address) {
    public Origin {
        SdpText.requireVisible("username", username);
        SdpText.requireVisible("session id", sessionId);
        SdpText.requireToken("network type", networkType);
        SdpText.requireToken("address type", addressType);
        SdpText.requireVisible("address", address);
    }

    /** An origin without a user name, version 1. */
    public static Origin of(long sessionId, InetAddress address) {
        Connection connection = Connection.of(address);
        return new Origin("-", Long.toUnsignedString(sessionId), 1, connection.networkType(),
                connection.addressType(), connection.address());
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
        return withVersion(other.version).equals(other);
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

    /** As written after {@code o=}. */
    @Override
    public String toString() {
        return username + ' ' + sessionId + ' ' + Long.toUnsignedString(version) + ' ' + networkType + ' '
                + addressType + ' ' + address;
    }
}
