package io.rvoip.ice;

import java.util.Locale;
import java.util.Optional;

/** What a candidate is reached over: UDP, or TCP with the part that its owner plays in the connection (RFC 6544 §4). */
public enum IceTransport {
    UDP(0),
    /** Its owner connects; the port that is told is of no use. */
    TCP_ACTIVE(6),
    /** Its owner waits for connections. */
    TCP_PASSIVE(4),
    /** Both connect at the same time. */
    TCP_SO(2);

    private final int direction;

    IceTransport(int direction) {
        this.direction = direction;
    }

    /** Of a {@code tcptype} in a candidate line; empty for one that is not known. */
    public static Optional<IceTransport> ofTcp(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "active" -> Optional.of(TCP_ACTIVE);
            case "passive" -> Optional.of(TCP_PASSIVE);
            case "so" -> Optional.of(TCP_SO);
            default -> Optional.empty();
        };
    }

    /** Whether packets are datagrams: they come one by one, and may be lost. */
    public boolean isUdp() {
        return this == UDP;
    }

    /** Its {@code tcptype}; empty for UDP. */
    public Optional<String> tcpType() {
        return switch (this) {
            case UDP -> Optional.empty();
            case TCP_ACTIVE -> Optional.of("active");
            case TCP_PASSIVE -> Optional.of("passive");
            case TCP_SO -> Optional.of("so");
        };
    }

    /** What the other candidate of a pair has to be (RFC 6544 §6.2). */
    public IceTransport counterpart() {
        return switch (this) {
            case TCP_ACTIVE -> TCP_PASSIVE;
            case TCP_PASSIVE -> TCP_ACTIVE;
            case UDP, TCP_SO -> this;
        };
    }

    /**
     * The local preference of a host or relayed candidate (RFC 6544 §4.2).
     *
     * @param preference among the addresses of this host, 0-65535
     */
    int localPreference(int preference) {
        return isUdp() ? preference : (direction << 13) + (preference >> 3);
    }
}
