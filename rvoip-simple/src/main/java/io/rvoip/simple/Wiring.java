package io.rvoip.simple;

import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.rtp.transport.ConnectionOpener;
import io.rvoip.sip.transport.Advertised;
import io.rvoip.sip.transport.Shards;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.dns.DnsClient;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** What one client runs on: loops, sockets and threads, or virtual ones in virtual time. */
interface Wiring {
    /** Owns all calls. */
    Loop signalling();

    /** Owns all media; another one. */
    Loop media();

    /** @param advertised what others are told instead of our address */
    SipTransport transport(Shards shards, List<Advertised> advertised);

    DatagramPath.Binder mediaSockets();

    /** The addresses of this machine that others may reach; may block. */
    Set<InetAddress> addresses();

    /** All interfaces that are up, with their addresses; may block. */
    default Map<String, Set<InetAddress>> interfaces() {
        return IceInterfaces.ofThisMachine();
    }

    /** Asks name servers, on {@link #signalling}. */
    DnsClient dns();

    /** Who connects to relays over TCP and TLS, on {@link #media}; empty: nobody. */
    default Optional<TurnConnection.Connector> relays() {
        return Optional.empty();
    }

    /** Who connects to far ends that take media over TCP, on {@link #media}; empty: nobody. */
    default Optional<ConnectionOpener> connections() {
        return Optional.empty();
    }

    /** A new source of randomness, thread-safe. */
    IdSource ids();

    /** Runs what blocks: files, sound devices. */
    Executor island();

    /** A new serial executor for the callbacks of one call or client. */
    Executor lane();

    /** Completes futures; other threads than those of {@link #lane}, so that a callback may wait for one. */
    Executor results();

    /** Whether the calling thread is one of {@link #lane} or {@link #results}, which must not wait for its own end. */
    boolean inCallback();

    /** Ends all loops and threads, and waits for them. */
    void close();

    /** Does that on a thread of its own, then runs {@code then}. */
    void closeLater(Runnable then);
}
