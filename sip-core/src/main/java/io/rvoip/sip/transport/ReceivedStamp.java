package io.rvoip.sip.transport;

import io.netty.util.NetUtil;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Via;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** Writes into the top Via of a request where it really came from (RFC 3261 §18.2.1, RFC 3581 §4). */
final class ReceivedStamp {
    private ReceivedStamp() { }

    private static final List<HeaderKind<?>> MANDATORY =
            List.of(HeaderKind.FROM, HeaderKind.TO, HeaderKind.CALL_ID, HeaderKind.CSEQ);

    /**
     * The request with {@code received} when sent-by is a name or another address, or when {@code rport} is asked
     * for, which is filled in too; else the same object. What the sender itself wrote there is replaced.
     */
    static SipRequest stamp(SipRequest request, InetSocketAddress source) {
        Via via = request.topVia();
        Via stamped = stamp(via, source);
        return stamped == via ? request : request.toBuilder().replaceFirst(HeaderKind.VIA, stamped).build();
    }

    /** The same in an answer made from a request; left as it is when the request lacked a mandatory field. */
    static SipResponse stamp(SipResponse response, InetSocketAddress source) {
        Via via = response.topVia();
        Via stamped = stamp(via, source);
        return stamped == via || !MANDATORY.stream().allMatch(response::has) ? response
                : response.toBuilder().replaceFirst(HeaderKind.VIA, stamped).build();
    }

    private static Via stamp(Via via, InetSocketAddress source) {
        boolean portAsked = via.rport() >= 0;
        if (!portAsked && via.received().isEmpty() && isSame(via.host(), source.getAddress())) {
            return via;
        }
        Via stamped = via.withReceived(NetUtil.toAddressString(source.getAddress()));
        return portAsked ? stamped.withRport(source.getPort()) : stamped;
    }

    private static boolean isSame(String sentByHost, InetAddress source) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(sentByHost);
        return bytes != null && Arrays.equals(bytes, source.getAddress());
    }
}
