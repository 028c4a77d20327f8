package io.rvoip.session.media;

import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.IcePolicy;
import io.rvoip.ice.IceServer;
import io.rvoip.ice.IceTimes;
import io.rvoip.ice.IceTrickle;
import io.rvoip.ice.turn.TurnServer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Where legs use ICE, and how. Whatever is offered with ICE is answered with it. Immutable.
 *
 * @param offer whom it is offered to unasked
 * @param agent which kind of agent legs have
 * @param config of full agents; lite ones take its times and limits
 * @param port whether legs share one; who holds the media engine opens it
 */
public record IceUse(Offer offer, Kind agent, IceConfig config, IcePort port) {
    /** Offered to browsers, lite where everybody reaches us, no servers, one port for all. */
    public static final IceUse DEFAULT = new IceUse(Offer.AUTO, Kind.AUTO, IceConfig.FULL, IcePort.SHARED);

    /** Whom ICE is offered to unasked. */
    public enum Offer {
        /** Who is reached over WebSocket: browsers call nobody without. */
        AUTO,
        /** Everybody. */
        ALWAYS,
        /** Nobody. */
        NEVER
    }

    /** Which kind of agent legs have. */
    public enum Kind {
        /** Lite where our address is public or of this host alone and no servers are asked, full elsewhere. */
        AUTO,
        /** One that only answers checks: for servers that everybody reaches (RFC 8445 §2.5). */
        LITE,
        /** One that makes checks too, and so gets through a NAT. */
        FULL
    }

    public IceUse {
        if (config.lite()) {
            throw new IllegalArgumentException("config: lite (expected: that of a full agent, and LITE beside it)");
        }
        if (agent == Kind.LITE && asks(config)) {
            throw new IllegalArgumentException("agent: LITE, with servers (expected: AUTO or FULL, or no servers)");
        }
        if (agent == Kind.LITE && config.trickle() == IceTrickle.ALWAYS) {
            throw new IllegalArgumentException("trickle: ALWAYS, with agent LITE (expected: KNOWN: all its candidates are there at once)");
        }
        if (agent == Kind.LITE && config.activeTcp()) {
            throw new IllegalArgumentException("agent: LITE, with activeTcp, which takes checks of our own (expected: AUTO or FULL, or none)");
        }
        if (agent == Kind.LITE && !config.times().equals(IceTimes.DEFAULT.withPatience(config.times().patience()).withMost(config.times().most()))) {
            throw new IllegalArgumentException("times: pace, gathering or nomination, with agent LITE, which asks and checks nobody"
                    + " (expected: as they are by default, or AUTO or FULL)");
        }
        if (agent == Kind.LITE && !config.addresses().equals(IceAddresses.ALL)) {
            throw new IllegalArgumentException("addresses: with agent LITE, which is found at what it tells (expected: all of them, or AUTO or FULL)");
        }
        if (port.tcp() != IceTcp.OFF && config.activeTcp()) {
            throw new IllegalArgumentException("tcp: passive, with activeTcp (expected: one of them: far ends connect to us, or we to them)");
        }
        if (overUdp(config) && (port.number() != 0 || port.known())) {
            throw new IllegalArgumentException("port: shared, with relays over UDP, which have one client for each port of ours"
                    + " (expected: relays over TCP or TLS, or port OWN)");
        }
        if (overUdp(config) && port.tcp() != IceTcp.OFF) {
            throw new IllegalArgumentException("tcp: passive, with relays over UDP, which leave no port to share"
                    + " (expected: relays over TCP or TLS, or tcp off)");
        }
    }

    public IceUse withOffer(Offer changed) {
        return new IceUse(changed, agent, config, port);
    }

    public IceUse withAgent(Kind changed) {
        return new IceUse(offer, changed, config, port);
    }

    public IceUse withConfig(IceConfig changed) {
        return new IceUse(offer, agent, changed, port);
    }

    public IceUse withPort(IcePort changed) {
        return new IceUse(offer, agent, config, changed);
    }

    /** Whether legs that can share one port: a relay over UDP has one client for each of ours (RFC 8656 section 3.2). */
    public boolean sharesPort() {
        return port.shared() && !overUdp(config);
    }

    /** Of a leg whose ports are told to be at {@code own}. */
    IceConfig at(InetAddress own, IceInterfaces there) {
        boolean lite = agent == Kind.LITE || agent == Kind.AUTO && !asks(config) && !config.activeTcp() && !isPrivate(own)
                && config.addresses().tells(own, there);
        return lite
                ? new IceConfig(true, IcePolicy.ALL, List.of(), List.of(), config.times(), config.limits(), List.of(),
                        config.trickle() == IceTrickle.OFF ? IceTrickle.OFF : IceTrickle.KNOWN, false, IceAddresses.ALL)
                : config;
    }

    /** Whether no description may tell this address of ours, as no candidate does. */
    boolean hides(InetAddress own, IceInterfaces there) {
        return config.policy() == IcePolicy.RELAY || config.addresses().has(own) && !config.addresses().tells(own, there);
    }

    boolean offers(boolean webSocket) {
        return offer == Offer.ALWAYS || offer == Offer.AUTO && webSocket;
    }

    private static boolean overUdp(IceConfig config) {
        return config.turnServers().stream().anyMatch(server -> server.transport() == TurnServer.Transport.UDP)
                || config.servers().stream().map(IceServer::uri).anyMatch(uri -> uri.relays() && uri.transport() == TurnServer.Transport.UDP);
    }

    private static boolean asks(IceConfig config) {
        return !config.stunServers().isEmpty() || !config.turnServers().isEmpty() || !config.servers().isEmpty();
    }

    /** RFC 1918, RFC 3927, RFC 4193 and RFC 6598. */
    private static boolean isPrivate(InetAddress own) {
        byte[] octets = own.getAddress();
        return own.isSiteLocalAddress()
                || own.isLinkLocalAddress()
                || own instanceof Inet6Address && (octets[0] & 0xFE) == 0xFC
                || octets.length == 4 && octets[0] == 100 && (octets[1] & 0xC0) == 64;
    }
}
