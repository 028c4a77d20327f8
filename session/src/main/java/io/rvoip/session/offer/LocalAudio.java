package io.rvoip.session.offer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where we receive, as the far end is to see it. Immutable.
 *
 * @param address numeric, not a wildcard
 * @param rtpPort 1-65535
 * @param rtcpPort 1-65535; equal to {@code rtpPort} when only multiplexed RTCP is received
 * @param rtcpAddress another one only where a relay has given two
 */
public record LocalAudio(InetAddress address, int rtpPort, int rtcpPort, InetAddress rtcpAddress) {
    /** What stands for a port that is not known yet (RFC 8840 §4.1.1). */
    private static final int NOWHERE = 9;

    public LocalAudio {
        if (address.isAnyLocalAddress() && rtpPort != NOWHERE) {
            throw new IllegalArgumentException("address: " + address + " (expected: not a wildcard)");
        }
        requirePort("rtpPort", rtpPort);
        requirePort("rtcpPort", rtcpPort);
    }

    /** Both at one address. */
    public LocalAudio(InetAddress address, int rtpPort, int rtcpPort) {
        this(address, rtpPort, rtcpPort, address);
    }

    /** RTP there, RTCP on the port above. */
    public static LocalAudio of(InetSocketAddress rtp) {
        return new LocalAudio(rtp.getAddress(), rtp.getPort(), rtp.getPort() + 1);
    }

    /** As it is told while there is no candidate of ICE (RFC 8839 §4.3.1, RFC 8840 §4.1.1): of the same family, and nothing else. */
    LocalAudio nowhere() {
        InetAddress any = anyOf(address);
        return new LocalAudio(any, NOWHERE, NOWHERE + 1);
    }

    /** What stands for an address that is not told, of the same family (RFC 8829 §5.2.1). */
    static InetAddress anyOf(InetAddress address) {
        return new InetSocketAddress(address instanceof Inet6Address ? "::" : "0.0.0.0", 0).getAddress();
    }

    /** Whether RTCP is where everyone looks for it without being told (RFC 3550 §11). */
    boolean usualRtcp() {
        return rtcpPort == rtpPort + 1 && rtcpAddress.equals(address);
    }

    private static void requirePort(String what, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(what + ": " + port + " (expected: 1-65535)");
        }
    }
}
