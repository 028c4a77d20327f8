package io.rvoip.rtp.dtls;

import io.rvoip.rtp.SourcePolicy;
import io.rvoip.rtp.internal.NatSuspicion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * From where DTLS is read.
 *
 * @param described the address of the description, where ours goes
 * @param any whether anybody may try who answers at the address he gives: the far end is behind a NAT
 */
public record DtlsSources(InetSocketAddress described, boolean any) {
    /**
     * By what is known of the far end.
     *
     * @param signalledFrom host of its signalling, when known
     */
    public static DtlsSources of(
            InetSocketAddress described, @Nullable InetAddress signalledFrom, SourcePolicy policy) {
        return new DtlsSources(described, switch (policy) {
            case STRICT -> false;
            case SYMMETRIC -> behindNat(described, signalledFrom);
            case SYMMETRIC_ANY_HOST -> true;
        });
    }

    /** Whether nothing that we send to a described address is likely to arrive, so that the far end has to begin. */
    public static boolean behindNat(InetSocketAddress described, @Nullable InetAddress signalledFrom) {
        return signalledFrom != null && NatSuspicion.of(described.getAddress(), signalledFrom);
    }

    /** Whether the description has an address at all: none is the hold of RFC 2543. */
    public boolean known() {
        return described.getPort() > 0 && !described.isUnresolved() && !described.getAddress().isAnyLocalAddress();
    }
}
