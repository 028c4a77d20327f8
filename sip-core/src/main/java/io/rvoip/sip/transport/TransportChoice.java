package io.rvoip.sip.transport;

/**
 * Which transport a request takes when its size speaks against UDP (RFC 3261 §18.1.1).
 *
 * @param protocol to try first
 * @param fallBackToUdp whether UDP may be tried when the peer refuses the connection; only then, so that a peer
 *     that is merely slow is not flooded with fragments
 */
public record TransportChoice(TransportProtocol protocol, boolean fallBackToUdp) {
    /** The most a request may measure over UDP while the path MTU is unknown, bytes. */
    public static final int UNKNOWN_MTU_LIMIT = 1_300;

    /** How far below a known path MTU a request has to stay, bytes: responses grow. */
    public static final int MTU_MARGIN = 200;

    /** The most a UDP datagram carries over IPv4, bytes. */
    public static final int MAX_DATAGRAM = 65_507;

    /**
     * Decides for one request.
     *
     * @param asked the transport that resolution chose
     * @param requestBytes its encoded length
     * @param pathMtu bytes; 0 when unknown
     * @param tcpAvailable whether this stack can open TCP connections
     */
    public static TransportChoice of(TransportProtocol asked, int requestBytes, int pathMtu, boolean tcpAvailable) {
        boolean large = requestBytes > (pathMtu == 0 ? UNKNOWN_MTU_LIMIT : pathMtu - MTU_MARGIN);
        if (asked != TransportProtocol.UDP || !large || !tcpAvailable) {
            return new TransportChoice(asked, false);
        }
        return new TransportChoice(TransportProtocol.TCP, requestBytes <= MAX_DATAGRAM);
    }
}
