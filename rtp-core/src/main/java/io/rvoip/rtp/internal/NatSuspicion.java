package io.rvoip.rtp.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Whether an address in an SDP is likely to be one behind a NAT, which nothing can come from as it stands. */
public final class NatSuspicion {
    private NatSuspicion() {}

    /**
     * Judges an address.
     *
     * @param described of the SDP; null: a name that was not resolved
     * @param signalledFrom host of the signalling, when known: an address that it comes from itself is real
     */
    public static boolean of(@Nullable InetAddress described, @Nullable InetAddress signalledFrom) {
        if (described == null) {
            return true;
        }
        if (described.equals(signalledFrom)) {
            return false;
        }
        return described.isSiteLocalAddress()
                || described.isLinkLocalAddress()
                || uniqueLocal(described)
                || carrierGrade(described)
                || described.isLoopbackAddress() && signalledFrom != null && !signalledFrom.isLoopbackAddress();
    }

    /** RFC 4193: fc00::/7. */
    private static boolean uniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
    }

    /** RFC 6598: 100.64.0.0/10. */
    private static boolean carrierGrade(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
    }
}
