package io.rvoip.transaction;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import java.util.Locale;

/**
 * What makes messages belong to one transaction: RFC 3261 §17.1.3 for responses, §17.2.3 for requests. An ACK has the
 * key of its INVITE, a CANCEL has one of its own.
 *
 * <p>Keys have an order so that a hash table stays fast when somebody sends branches with equal hash codes.
 *
 * @param branch of the top Via; for a request without the magic cookie (RFC 2543) all that §17.2.3 compares, as text
 * @param host of the top Via, in lower case
 * @param port of the top Via, -1 when none is written
 * @param method as above
 */
public record TransactionKey(String branch, String host, int port, Method method)
        implements Comparable<TransactionKey> {
    /** The server transaction that a request belongs to. */
    public static TransactionKey of(SipRequest request) {
        Method method = request.method() == Method.ACK ? Method.INVITE : request.method();
        Via via = request.topVia();
        return of(via, via.hasRfc3261Branch() ? via.branch().orElseThrow() : legacy(request, via), method);
    }

    /** The client transaction of a request we sent, or of a response to it. */
    static TransactionKey ofOwn(SipMessage message) {
        Via via = message.topVia();
        return of(via, via.branch().orElse(""), message.cseq().method());
    }

    /** The key of another request on the same branch. */
    TransactionKey withMethod(Method other) {
        return new TransactionKey(branch, host, port, other);
    }

    private static TransactionKey of(Via via, String branch, Method method) {
        return new TransactionKey(branch, via.host().toLowerCase(Locale.ROOT), via.port(), method);
    }

    /** Request-URI, From tag, Call-ID, CSeq number and Via; the To tag too where an ACK or CANCEL need not match. */
    private static String legacy(SipRequest request, Via via) {
        Method method = request.method();
        boolean family = method == Method.INVITE || method == Method.ACK || method == Method.CANCEL;
        return request.requestUri() + "\n" + tag(request.from()) + '\n' + request.callId() + '\n'
                + request.cseq().number() + '\n' + via + '\n' + (family ? "" : tag(request.to()));
    }

    @Override
    public int compareTo(TransactionKey other) {
        int order = branch.compareTo(other.branch);
        if (order == 0) {
            order = host.compareTo(other.host);
        }
        if (order == 0) {
            order = Integer.compare(port, other.port);
        }
        return order == 0 ? method.name().compareTo(other.method.name()) : order;
    }

    private static String tag(NameAddr party) {
        return party.tag().orElse("");
    }
}
