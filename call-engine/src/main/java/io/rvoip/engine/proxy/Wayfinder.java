package io.rvoip.engine.proxy;

import io.rvoip.common.Loop;
import io.rvoip.session.TargetResolver;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportChoice;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.Uri;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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

    /** The flow a URI leads to. @param bytes of the request as it came */
    void find(Uri uri, int bytes, Consumer<Flow> found, Runnable failed) {
        onLoop(resolver.resolve(uri), (target, failure) -> {
            if (target == null) {
                failed.run();
            } else {
                connect(target, bytes, found, failed);
            }
        });
    }

    /** A flow that is known, or a connection to the same address when the request is too large for UDP. */
    void find(Flow flow, int bytes, Consumer<Flow> found, Runnable failed) {
        if (!transport.isOpen(flow)) {
            failed.run();
            return;
        }
        TransportChoice choice = TransportChoice.of(
                flow.protocol(), bytes + ROOM, transport.pathMtu(), transport.supports(TransportProtocol.TCP));
        if (choice.protocol() == flow.protocol()) {
            found.accept(flow);
        } else {
            connect(new Target(flow.protocol(), flow.remote()), bytes, found, failed);
        }
    }

    private void connect(Target target, int bytes, Consumer<Flow> found, Runnable failed) {
        onLoop(transport.flowTo(target, bytes + ROOM), (flow, failure) -> {
            if (flow == null) {
                failed.run();
            } else {
                found.accept(flow);
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
