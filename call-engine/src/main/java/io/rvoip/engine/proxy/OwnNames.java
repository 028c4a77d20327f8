package io.rvoip.engine.proxy;

import io.netty.util.NetUtil;
import io.rvoip.engine.auth.Domains;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;

/** Which URIs mean this very host: names and addresses of ours, on a port we listen on. Thread-safe. */
final class OwnNames {
    private final Domains domains;
    private final SipTransport transport;

    OwnNames(Domains domains, SipTransport transport) {
        this.domains = domains;
        this.transport = transport;
    }

    /**
     * Whether a request to this URI would come to us. Phones share hosts with us, so an address without a port means its
     * default port.
     */
    boolean leadsHere(SipUri uri, Flow flow) {
        SentBy self = transport.sentBy(flow);
        if (!isHost(uri, flow, self)) {
            return false;
        }
        if (uri.port() == -1 && domains.serves(uri)) {
            return true;
        }
        TransportProtocol usual = uri.secure() ? TransportProtocol.TLS : TransportProtocol.UDP;
        return listensOn(uri.port() == -1 ? usual.defaultPort() : uri.port(), self);
    }

    /**
     * As {@link #leadsHere}, for a request that begins something: its sender chose us, so our address without a port
     * means us, whatever port it is.
     */
    boolean isMeant(SipUri uri, Flow flow) {
        return uri.port() == -1 ? isHost(uri, flow, transport.sentBy(flow)) : leadsHere(uri, flow);
    }

    private boolean isHost(SipUri uri, Flow flow, SentBy self) {
        return domains.serves(uri, flow) || self.host().equalsIgnoreCase(uri.host()) || isListener(uri.host());
    }

    private boolean isListener(String host) {
        for (ListenPoint point : transport.listenPoints()) {
            String literal = NetUtil.toAddressString(point.address().getAddress());
            if (host.equalsIgnoreCase(literal) || host.startsWith("[") && host.length() == literal.length() + 2
                    && host.regionMatches(true, 1, literal, 0, literal.length())) {
                return true;
            }
        }
        return false;
    }

    private boolean listensOn(int port, SentBy self) {
        if (self.port() == port) {
            return true;
        }
        for (ListenPoint point : transport.listenPoints()) {
            if (point.address().getPort() == port) {
                return true;
            }
        }
        return false;
    }
}
