package io.rvoip.builder;

import io.rvoip.common.Component;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Health;
import io.rvoip.rtp.transport.PortsExhaustedException;
import io.rvoip.rtp.transport.SharedPort;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The ports that legs with ICE share, one for each address family: bound before there are calls, closed after them. */
final class SharedMediaPorts implements Component {
    private final List<SharedPort> ports;

    SharedMediaPorts(List<SharedPort> ports) {
        this.ports = List.copyOf(ports);
    }

    @Override
    public String id() {
        return "media-port";
    }

    @Override
    public CompletionStage<Void> start() {
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (SharedPort port : ports) {
            all = all.thenCompose(before -> port.open());
        }
        return all.exceptionallyCompose(failure -> {
            ports.forEach(SharedPort::close);
            return CompletableFuture.failedStage(named(failure));
        });
    }

    private static Throwable named(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure;
        if (cause instanceof PortsExhaustedException) {
            return new ConfigurationException("media.ports", "no port is left for the legs that share one: " + cause.getMessage(),
                "stop what listens there, or choose other ports");
        }
        if (cause instanceof BindException) {
            boolean tcp = String.valueOf(cause.getMessage()).startsWith("tcp ");
            return new ConfigurationException(tcp ? "media.ice.tcp" : "media.ice.port", String.valueOf(cause.getMessage()),
                "stop what listens there, or choose another port");
        }
        return cause;
    }

    @Override
    public CompletionStage<Void> stop(Duration drain) {
        ports.forEach(SharedPort::close);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public Health health() {
        boolean open = ports.stream().allMatch(SharedPort::isOpen);
        return open ? Health.healthy(id()) : Health.unhealthy(id(), "is not bound");
    }
}
