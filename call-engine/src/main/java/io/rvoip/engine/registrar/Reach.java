package io.rvoip.engine.registrar;

import io.netty.util.NetUtil;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** By which way a phone is reached. */
public enum Reach {
    /** Where its Contact, or the first of its Path, says: its own address, on another port than it sent from. */
    CONTACT,
    /** Back over the flow it registered on: a connection, or the address its Contact says too. */
    FLOW,
    /** Back over the flow, through a NAT that forgets it unless it is kept open: the source is not what Contact says. */
    NAT_FLOW;

    /**
     * The way to a phone. A Contact that differs from where the REGISTER came from is never followed: it is behind a NAT,
     * or it points at somebody else. An exception is made for the port of a phone that does not ask for {@code rport}
     * (RFC 3581): it may send and listen on different ports.
     *
     * @param via the topmost of the REGISTER
     */
    static Reach of(SipUri contact, Flow flow, Via via) {
        InetAddress source = flow.remote().getAddress();
        Optional<InetAddress> host = address(contact.host());
        boolean sameHost = host.isPresent() && host.get().equals(source);
        int port = contact.port() > 0 ? contact.port() : flow.protocol().defaultPort();
        boolean same = sameHost && (port == flow.remote().getPort() || via.rport() < 0);
        if (flow.protocol() != TransportProtocol.UDP) {
            return FLOW;
        }
        if (!same) {
            return NAT_FLOW;
        }
        return port == flow.remote().getPort() ? FLOW : CONTACT; // the listener it used is one that reaches it
    }

    /**
     * The way to a phone behind a proxy that put itself into Path: to that proxy, by its URI when that is where the
     * REGISTER came from, else back over the flow.
     */
    static Reach through(SipUri proxy, Flow flow) {
        InetAddress source = flow.remote().getAddress();
        return address(proxy.host()).filter(source::equals).isPresent() ? CONTACT : FLOW;
    }

    private static Optional<InetAddress> address(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(bare);
        try {
            return octets == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(octets));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + octets.length + " octets", impossible);
        }
    }
}
