package io.rvoip.engine.proxy;

import io.rvoip.common.Loop;
import io.rvoip.session.TargetResolver;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportChoice;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.dns.Resolution;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Finds the flow to a next hop (RFC 3261 §16.6 step 7, §18.1.1). Answers on the loop, perhaps at once. */
final class Wayfinder {
    /** About what Via and Record-Route take, bytes. */
    private static final int ROOM = 400;

    private final TargetResolver resolver;
    private final SipTransport transport;
    private final Loop loop;

    Wayfinder(TargetResolver resolver, SipTransport transport, Loop loop) {
        this.resolver = resolver;
        this.transport = transport;
        this.loop = loop;
    }

    /** Is told where to send. */
    @FunctionalInterface
    interface Found {
        /** @param others where to go on when nobody is there (RFC 3263 §4.3) */
        void at(Flow flow, List<Target> others);
    }

    /**
     * The flow a URI leads to, or the next one when a connection cannot be had.
     *
     * @param call whose Call-ID it is: all requests of a call meet the same of several equal servers (RFC 3263 §4.4)
     * @param bytes of the request as it came
     */
    void find(Uri uri, String call, int bytes, Found found, Runnable failed) {
        onLoop(resolver.resolve(uri, call.hashCode()), (resolution, failure) -> {
            if (resolution instanceof Resolution.Found some) {
                find(some.targets(), bytes, found, failed);
            } else {
                failed.run();
            }
        });
    }

    /** A flow that is known, or a connection to the same address when the request is too large for UDP. */
    void find(Flow flow, int bytes, Found found, Runnable failed) {
        if (!transport.isOpen(flow)) {
            failed.run();
            return;
        }
        TransportChoice choice = TransportChoice.of(
                flow.protocol(), bytes + ROOM, transport.pathMtu(), transport.supports(TransportProtocol.TCP));
        if (choice.protocol() == flow.protocol()) {
            found.at(flow, List.of());
        } else {
            find(List.of(new Target(flow.protocol(), flow.remote())), bytes, found, failed);
        }
    }

    /** The flow to the first of these that a connection can be had to; at least one. */
    void find(List<Target> targets, int bytes, Found found, Runnable failed) {
        List<Target> others = targets.subList(1, targets.size());
        onLoop(transport.flowTo(targets.get(0), bytes + ROOM), (flow, failure) -> {
            if (flow != null) {
                found.at(flow, others);
            } else if (!others.isEmpty()) {
                find(others, bytes, found, failed);
            } else {
                failed.run();
            }
        });
    }

    <T> void onLoop(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone()) {
            future.whenComplete(then);
        } else {
            future.whenCompleteAsync(then, loop);
        }
    }
}
