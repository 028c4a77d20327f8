package io.rvoip.sip.transport;

import java.util.Optional;

/** How SIP messages travel (RFC 3261 §18, RFC 7118). */
public enum TransportProtocol {
    UDP(false, false, 5060),
    TCP(true, false, 5060),
    TLS(true, true, 5061),
    WS(true, false, 80),
    WSS(true, true, 443);

    private final boolean reliable;
    private final boolean secure;
    private final int defaultPort;

    TransportProtocol(boolean reliable, boolean secure, int defaultPort) {
        this.reliable = reliable;
        this.secure = secure;
        this.defaultPort = defaultPort;
    }

    /** Whether the transport retransmits by itself, so that transactions do not. */
    public boolean reliable() {
        return reliable;
    }

    public boolean secure() {
        return secure;
    }

    /** The port meant where none is written. */
    public int defaultPort() {
        return defaultPort;
    }

    /** As in {@code Via: SIP/2.0/UDP}. */
    public String viaName() {
        return name();
    }

    /** As in {@code ;transport=udp}; TLS is {@code tls}, which RFC 3261 deprecates in favour of {@code sips:}. */
    public String uriName() {
        return switch (this) {
            case UDP -> "udp";
            case TCP -> "tcp";
            case TLS -> "tls";
            case WS -> "ws";
            case WSS -> "wss";
        };
    }

    /** The protocol of that name, in any case; empty for an unknown one. */
    public static Optional<TransportProtocol> of(String name) {
        for (TransportProtocol protocol : values()) {
            if (protocol.name().equalsIgnoreCase(name)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
