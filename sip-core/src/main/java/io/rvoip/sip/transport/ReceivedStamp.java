package io.rvoip.sip.transport;

import io.netty.util.NetUtil;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.internal.Head;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** Writes into the top Via of a request where it really came from (RFC 3261 §18.2.1, RFC 3581 §4). */
final class ReceivedStamp {
    /** {@code ;received=} with an IPv6 address, {@code =65535}, and a field name written out. */
    private static final int LONGEST = 64;
    private static final List<HeaderKind<?>> MANDATORY =
            List.of(HeaderKind.FROM, HeaderKind.TO, HeaderKind.CALL_ID, HeaderKind.CSEQ);

    private ReceivedStamp() { }

    /** Whether the message can take a stamp: the header section must stay within what a message may have. */
    static boolean hasRoom(SipMessage message) {
        return message.encodedLength() - message.bodyLength() <= Head.MAX_BYTES - LONGEST;
    }

    /**
     * The request with {@code received} when sent-by is a name or another address, or when {@code rport} is asked
     * for, which is filled in too; else the same object. What the sender itself wrote there is replaced.
     */
    static SipRequest stamp(SipRequest request, InetSocketAddress source) {
        Via via = request.topVia();
        Via stamped = stamp(via, source);
        return stamped == via ? request : request.withTopVia(stamped);
    }

    /** The same in an answer made from a request; left as it is when the request lacked a mandatory field. */
    static SipResponse stamp(SipResponse response, InetSocketAddress source) {
        Via via = response.topVia();
        Via stamped = stamp(via, source);
        return stamped == via || !MANDATORY.stream().allMatch(response::has) ? response
                : response.withTopVia(stamped);
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
