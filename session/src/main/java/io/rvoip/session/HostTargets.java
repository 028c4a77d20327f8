package io.rvoip.session;

import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportException;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
        if (sip.secure()) {
            return failure(uri, "sips: needs TLS, which this build lacks");
        }
        String name = sip.transport().orElse("udp");
        Optional<TransportProtocol> protocol = TransportProtocol.of(name);
        if (protocol.isEmpty()) {
            return failure(uri, "unknown transport " + name);
        }
        int port = sip.port() > 0 ? sip.port() : protocol.get().defaultPort();
        Optional<InetAddress> address = Hosts.address(sip.host());
        if (address.isPresent()) {
            return CompletableFuture.completedStage(target(protocol.get(), address.get(), port));
        }
        if (blocking == null) {
            return failure(uri, "host names are not looked up here");
        }
        return CompletableFuture.supplyAsync(() -> target(protocol.get(), lookUp(sip), port), blocking);
    }

    private static InetAddress lookUp(SipUri uri) {
        try {
            return InetAddress.getByName(uri.host());
        } catch (UnknownHostException unknown) {
            throw new TransportException(
                    TransportException.Reason.UNREACHABLE, uri + ": unknown host " + uri.host(), unknown);
        }
    }

    private static Target target(TransportProtocol protocol, InetAddress address, int port) {
        return new Target(protocol, new InetSocketAddress(address, port));
    }

    private static CompletionStage<Target> failure(Uri uri, String why) {
        return CompletableFuture.failedStage(
                new TransportException(TransportException.Reason.NOT_SUPPORTED, uri + ": " + why));
    }
}
