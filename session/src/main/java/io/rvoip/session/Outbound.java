package io.rvoip.session;

import io.netty.util.NetUtil;
import io.rvoip.common.Loop;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportChoice;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import io.rvoip.transaction.ClientListener;
import io.rvoip.transaction.TransactionLayer;
import io.rvoip.transaction.TransactionLimitException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way out of a user agent: where to send, and sending. */
final class Outbound {
    /** About what a Via line takes, bytes. */
    private static final int VIA_ROOM = 120;

    private final TransactionLayer transactions;
    private final SipTransport transport;
    private final TargetResolver resolver;
    private final Loop loop;

    Outbound(TransactionLayer transactions, SipTransport transport, TargetResolver resolver, Loop loop) {
        this.transactions = transactions;
        this.transport = transport;
        this.resolver = resolver;
        this.loop = loop;
    }

    boolean isOpen(Flow flow) {
        return transport.isOpen(flow);
    }

    /**
     * Finds the flow for a first request; answers on the loop, perhaps at once.
     *
     * @param secure whether only a secure one will do
     */
    void find(NextHop hop, Uri byUri, boolean secure, Consumer<Flow> found, Consumer<String> failed) {
        find(hop, byUri, secure ? secureOnly(found, failed) : found, failed);
    }

    private static Consumer<Flow> secureOnly(Consumer<Flow> found, Consumer<String> failed) {
        return flow -> {
            if (flow.protocol().secure()) {
                found.accept(flow);
            } else {
                failed.accept("sips: does not go by " + flow.protocol().uriName());
            }
        };
    }

    private void find(NextHop hop, Uri byUri, Consumer<Flow> found, Consumer<String> failed) {
        if (hop instanceof NextHop.Over over) {
            if (isOpen(over.flow())) {
                found.accept(over.flow());
            } else {
                failed.accept("the flow " + over.flow() + " is closed");
            }
        } else if (hop instanceof NextHop.To to) {
            connect(to.target(), found, failed);
        } else {
            flowTo(byUri, null, found, failed);
        }
    }

    /**
     * Finds the flow that a URI leads to.
     *
     * @param near a flow whose connection, or local address over UDP, is used again if it leads there; null for any
     */
    void flowTo(Uri uri, @Nullable Flow near, Consumer<Flow> found, Consumer<String> failed) {
        onLoop(resolver.resolve(uri), (target, failure) -> {
            if (target == null) {
                failed.accept(MediaSetup.text(failure));
            } else if (near != null && leadsTo(near, target)) {
                found.accept(near.connection() == 0 ? Flow.udp(near.local(), target.address()) : near);
            } else {
                connect(target, found, failed);
            }
        });
    }

    private boolean leadsTo(Flow near, Target target) {
        if (near.protocol() != target.protocol() || !isOpen(near)) {
            return false;
        }
        Class<?> family = near.remote().getAddress().getClass();
        return near.connection() == 0
                ? family.equals(target.address().getAddress().getClass())
                : near.remote().equals(target.address());
    }

    private void connect(Target target, Consumer<Flow> found, Consumer<String> failed) {
        onLoop(transport.flowTo(target), (flow, failure) -> {
            if (flow == null) {
                failed.accept(MediaSetup.text(failure));
            } else {
                found.accept(flow);
            }
        });
    }

    private <T> void onLoop(
            CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone()) {
            future.whenComplete(then);
        } else {
            future.whenCompleteAsync(then, loop);
        }
    }

    /** Our address as the far end of a flow sees it: the one in Via and Contact, unless they name a host. */
    InetAddress ownAddress(Flow flow) {
        InetAddress told = NetUtil.createInetAddressFromIpAddressString(transport.sentBy(flow).host());
        return told == null ? flow.local().getAddress() : told;
    }

    /**
     * Our Contact as the far end of a flow should use it.
     *
     * @param secure whether it is to be a {@code sips:} one (RFC 3261 §8.1.1.8)
     */
    Contact contact(Flow flow, String user, boolean secure) {
        SentBy self = transport.sentBy(flow);
        SipUri uri = SipUri.of(user, self.host(), self.port());
        return Contact.of(switch (flow.protocol()) {
            case UDP -> uri;
            case TCP -> uri.withParameter("transport", "tcp");
            case TLS -> secure ? Uris.secured(uri) : uri.withParameter("transport", "tls");
            case WS, WSS -> (secure ? Uris.secured(uri) : uri).withParameter("transport", "ws"); // RFC 7118 §5.2, §8
        });
    }

    /**
     * Sends a request without Via. One that is too large for UDP goes over a connection when there can be one (RFC 3261
     * §18.1.1). What goes wrong here is told as a transport error.
     */
    Sending request(SipRequest request, Flow flow, ClientListener listener) {
        Sending sending = new Sending(listener);
        int bytes = request.encodedLength() + VIA_ROOM;
        TransportChoice choice = TransportChoice.of(
                flow.protocol(), bytes, transport.pathMtu(), transport.supports(TransportProtocol.TCP));
        if (choice.protocol() == flow.protocol()) {
            start(sending, request, flow);
            return sending;
        }
        onLoop(transport.flowTo(new Target(flow.protocol(), flow.remote()), bytes), (larger, failure) -> {
            if (sending.cancelled()) {
                return;
            }
            if (larger == null) {
                sending.fail(MediaSetup.text(failure));
            } else {
                start(sending, request, larger);
            }
        });
        return sending;
    }

    private void start(Sending sending, SipRequest request, Flow flow) {
        try {
            sending.started(transactions.request(request, flow, sending.listener(), loop.now()));
        } catch (TransactionLimitException full) {
            sending.fail(String.valueOf(full.getMessage()));
        }
    }

    void cancel(Sending invite, List<Reason> reasons) {
        invite.cancel(reasons, loop.now());
    }

    /** Sends an ACK, with Via when it was sent before. Returns it as sent. */
    SipRequest ack(SipRequest ack, Flow flow) {
        return transactions.sendAck(ack, flow);
    }

    void keepAlive(Flow flow) {
        transport.keepAlive(flow);
    }
}
