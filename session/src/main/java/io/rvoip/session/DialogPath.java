package io.rvoip.session;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import java.util.function.Consumer;

/**
 * The way of the requests within one dialog. RFC 3261 sends each to its first route or to the remote target; where
 * that cannot work, or would open a second connection beside a good one, the flow of the dialog is kept:
 *
 * <ul>
 *   <li>the flow was named by the application: the far end registered over it (RFC 5626);
 *   <li>the flow is an open connection to the next hop, or to a far end without proxies in between;
 *   <li>the far end is our neighbour, but its Contact names a private address other than the one it sends from: a NAT;
 *   <li>the next hop cannot be resolved.
 * </ul>
 *
 * <p>A far end whose Contact is a GRUU of ours is found where it is registered now, as a proxy would find it (RFC 5627 §6.1).
 *
 * <p>A dialog that began with {@code sips:} never leaves TLS (RFC 3261 §12.1, RFC 5630 §3.1.3).
 *
 * <p>Over UDP the local address stays the one that the dialog began with.
 */
final class DialogPath {
    private final Outbound outbound;
    private final Flow flow;
    private final boolean pinned;
    private final boolean neighbour;
    private final boolean secure;

    private DialogPath(Outbound outbound, Flow flow, boolean pinned, boolean neighbour, boolean secure) {
        this.outbound = outbound;
        this.flow = flow;
        this.pinned = pinned;
        this.neighbour = neighbour;
        this.secure = secure;
    }

    /** The path of a dialog that we asked for over {@code flow}. */
    static DialogPath ofCall(Outbound outbound, Flow flow, NextHop hop, boolean secure) {
        return new DialogPath(outbound, flow, hop instanceof NextHop.Over, false, secure);
    }

    /** The path of a dialog that somebody asked us for over {@code flow}. */
    static DialogPath ofInvitation(Outbound outbound, Flow flow, SipRequest request) {
        boolean neighbour = request.vias().size() == 1;
        List<NameAddr> recorded = request.headers(HeaderKind.RECORD_ROUTE);
        return new DialogPath(
                outbound, flow, false, neighbour && recorded.isEmpty(), Uris.isSecure(request.requestUri()));
    }

    Flow flow() {
        return flow;
    }

    boolean secure() {
        return secure;
    }

    /** The same dialog over another flow. @param hop by which it was found */
    DialogPath moved(Flow other, NextHop hop) {
        return new DialogPath(outbound, other, hop instanceof NextHop.Over, neighbour, secure);
    }

    /** Finds the way of a request to {@code nextHop}; answers on the loop, perhaps at once. */
    void find(Uri nextHop, Consumer<Way> found, Consumer<String> failed) {
        if (Outbound.isGruu(nextHop)) {
            outbound.wayToPhone((SipUri) nextHop, secure, found, () -> findByUri(nextHop, found, failed));
        } else {
            findByUri(nextHop, found, failed);
        }
    }

    private void findByUri(Uri nextHop, Consumer<Way> found, Consumer<String> failed) {
        if (outbound.isOpen(flow) && (pinned || keeps(nextHop))) {
            found.accept(Way.over(outbound, flow));
            return;
        }
        outbound.wayTo(nextHop, flow, secure, found, why -> {
            if (outbound.isOpen(flow)) {
                found.accept(Way.over(outbound, flow));
            } else {
                failed.accept(why);
            }
        });
    }

    private boolean keeps(Uri nextHop) {
        if (!(nextHop instanceof SipUri uri)) {
            return true;
        }
        boolean sameHost = Hosts.isAddress(uri.host(), flow.remote().getAddress());
        if (flow.protocol().reliable()) {
            return neighbour || sameHost;
        }
        return neighbour && !sameHost && Hosts.isPrivate(uri.host());
    }
}
