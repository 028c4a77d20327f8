package io.rvoip.session;

import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportException;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The part of RFC 3263 that needs no SRV and NAPTR records: transport parameter, port, address. */
final class HostTargets implements TargetResolver {
    private final @Nullable Executor blocking;

    HostTargets(@Nullable Executor blocking) {
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<Target> resolve(Uri uri) {
        if (!(uri instanceof SipUri sip)) {
            return failure(uri, "not a sip: URI");
        }
        Optional<TransportProtocol> protocol = protocol(sip);
        if (protocol.isEmpty()) {
            return failure(uri, sip.secure() ? "sips: does not go by " + sip.transport().orElse("")
                    : "unknown transport " + sip.transport().orElse(""));
        }
        int port = sip.port() > 0 ? sip.port() : protocol.get().defaultPort();
        Optional<InetAddress> address = Hosts.address(sip.host());
        if (address.isPresent()) {
            return CompletableFuture.completedStage(target(sip, protocol.get(), address.get(), port));
        }
        if (blocking == null) {
            return failure(uri, "host names are not looked up here");
        }
        return CompletableFuture.supplyAsync(() -> target(sip, protocol.get(), lookUp(sip), port), blocking);
    }

    private static InetAddress lookUp(SipUri uri) {
        try {
            return InetAddress.getByName(uri.host());
        } catch (UnknownHostException unknown) {
            throw new TransportException(
                    TransportException.Reason.UNREACHABLE, uri + ": unknown host " + uri.host(), unknown);
        }
    }

    /** The host of the URI is what the far end has to prove, whatever name servers say (RFC 5922 §7.3). */
    private static Target target(SipUri uri, TransportProtocol protocol, InetAddress address, int port) {
        return new Target(protocol, new InetSocketAddress(address, port), uri.host());
    }

    /**
     * The transport a URI asks for; empty for none we know. {@code sips:} is TLS over whatever it names, and is never
     * taken for less (RFC 3261 §26.2.2, RFC 5630 §3.1.3).
     */
    private static Optional<TransportProtocol> protocol(SipUri uri) {
        if (!uri.secure()) {
            return TransportProtocol.of(uri.transport().orElse("udp"));
        }
        return switch (uri.transport().orElse("tcp").toLowerCase(Locale.ROOT)) {
            case "tcp", "tls" -> Optional.of(TransportProtocol.TLS);
            case "ws", "wss" -> Optional.of(TransportProtocol.WSS);
            default -> Optional.empty();
        };
    }

    private static CompletionStage<Target> failure(Uri uri, String why) {
        return CompletableFuture.failedStage(
                new TransportException(TransportException.Reason.NOT_SUPPORTED, uri + ": " + why));
    }
}
