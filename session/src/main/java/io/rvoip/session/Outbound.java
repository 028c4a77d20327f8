package io.rvoip.session;

import io.netty.util.NetUtil;
import io.rvoip.common.Loop;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.SentBy;
import io.rvoip.sip.transport.SipTransport;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportChoice;
import io.rvoip.sip.transport.TransportException;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.dns.Resolution;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import io.rvoip.transaction.ClientListener;
import io.rvoip.transaction.TransactionLayer;
import io.rvoip.transaction.TransactionLimitException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way out of a user agent: where to send, and sending. */
final class Outbound {
    /** About what a Via line takes, bytes. */
    private static final int VIA_ROOM = 120;

    private final TransactionLayer transactions;
    private final SipTransport transport;
    private final TargetResolver resolver;
    private final Loop loop;
    private final Function<SipUri, CompletionStage<Optional<RegisteredPhone>>> phones;
    private final FailedTargets failures = new FailedTargets();

    /** @param phones where a phone is that has registered with us and gives its GRUU as Contact; empty when it has not */
    Outbound(
            TransactionLayer transactions, SipTransport transport, TargetResolver resolver, Loop loop,
            Function<SipUri, CompletionStage<Optional<RegisteredPhone>>> phones) {
        this.phones = phones;
        this.transactions = transactions;
        this.transport = transport;
        this.resolver = resolver;
        this.loop = loop;
    }

    boolean isOpen(Flow flow) {
        return transport.isOpen(flow);
    }

    /**
     * Finds the way of a first request, up to its first flow; answers on the loop, perhaps at once.
     *
     * @param secure whether only a secure one will do
     * @param draw chooses among equal servers; the same for whatever belongs together
     */
    void find(NextHop hop, Uri byUri, boolean secure, long draw, Consumer<Way> found, Consumer<String> failed) {
        if (hop instanceof NextHop.Over over) {
            if (!isOpen(over.flow())) {
                failed.accept("the flow " + over.flow() + " is closed");
            } else if (secure && !over.flow().protocol().secure()) {
                failed.accept(notSecure(over.flow().protocol()));
            } else {
                found.accept(Way.over(this, over.flow()));
            }
        } else if (hop instanceof NextHop.To to) {
            go(List.of(to.target()), secure, found, failed);
        } else {
            Uri uri = hop instanceof NextHop.Through through ? through.server() : byUri;
            targets(uri, draw, targets -> go(targets, secure, found, failed), failed);
        }
    }

    private void go(List<Target> targets, boolean secure, Consumer<Way> found, Consumer<String> failed) {
        List<Target> usable = secure
                ? targets.stream().filter(target -> target.protocol().secure()).toList() : targets;
        if (usable.isEmpty()) {
            failed.accept(notSecure(targets.get(0).protocol()));
        } else {
            Way.to(this, usable).next(found, failed);
        }
    }

    private static String notSecure(TransportProtocol protocol) {
        return "sips: does not go by " + protocol.uriName();
    }

    /** The places a URI leads to, those that failed lately last. */
    private void targets(Uri uri, long draw, Consumer<List<Target>> found, Consumer<String> failed) {
        onLoop(resolver.resolve(uri, draw), (resolution, failure) -> {
            if (resolution instanceof Resolution.Found some) {
                found.accept(failures.order(some.targets(), loop.now()));
            } else {
                failed.accept(uri + ": " + (resolution == null ? MediaSetup.text(failure) : resolution.failure()));
            }
        });
    }

    /**
     * Finds the way of a request within a dialog, up to its first flow: to where the dialog goes already, if that has not failed
     * lately, and else as for a first request.
     *
     * @param near the flow of the dialog
     */
    void wayTo(Uri uri, Flow near, boolean secure, Consumer<Way> found, Consumer<String> failed) {
        targets(uri, 0, targets -> {
            List<Target> usable = new ArrayList<>(targets);
            usable.removeIf(target -> secure && !target.protocol().secure());
            if (usable.isEmpty()) {
                failed.accept(notSecure(targets.get(0).protocol()));
                return;
            }
            Optional<Target> same = usable.stream().filter(target -> near.remote().equals(target.address())
                    && leadsTo(near, target) && !failures.has(target, loop.now())).findFirst();
            same.ifPresent(target -> {
                usable.remove(target);
                usable.add(0, target);
            });
            Way.near(this, List.copyOf(usable), near).next(found, failed);
        }, failed);
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

    /** The flow to a place. @param near one that is used again, or its local address over UDP, if it leads there; null for none */
    void connect(Target target, @Nullable Flow near, Consumer<Flow> found, Consumer<String> failed) {
        if (near != null && leadsTo(near, target)) {
            found.accept(near.connection() == 0 ? Flow.udp(near.local(), target.address()) : near);
            return;
        }
        onLoop(transport.flowTo(target), (flow, failure) -> {
            if (flow == null) {
                failed.accept(MediaSetup.text(failure));
            } else {
                found.accept(flow);
            }
        });
    }

    /** A place is avoided for a while. */
    void failed(Target target, Duration time) {
        failures.add(target, loop.now(), time.toNanos());
    }

    /** A place answered. */
    void works(Target target) {
        failures.remove(target);
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

    /** An address that leads to us through our registrar, as Contact. @param secure as for the other */
    static Contact contact(SipUri gruu, boolean secure) {
        return Contact.of(secure ? Uris.secured(gruu) : gruu); // RFC 5630 §5.1.1.4
    }

    /** Whether an address leads to one user agent, wherever that is at the moment (RFC 5627 §3.1). */
    static boolean isGruu(Uri uri) {
        return uri instanceof SipUri sip && sip.hasParameter("gr");
    }

    /** The way to a phone that has registered with us, by its GRUU; answers on the loop. */
    void wayToPhone(SipUri gruu, boolean secure, Consumer<Way> found, Runnable unknown) {
        onLoop(phones.apply(gruu), (phone, failure) -> {
            if (phone == null || phone.isEmpty()) {
                unknown.run();
            } else {
                find(phone.get().hop(), phone.get().contact(), secure, 0, found, why -> unknown.run());
            }
        });
    }

    /** For a phone of ours its contact takes the place of its GRUU, as a proxy of ours would do it (RFC 5627 §6.1). */
    private static SipRequest towards(SipRequest request, @Nullable Optional<RegisteredPhone> phone) {
        if (phone == null || phone.isEmpty()) {
            return request;
        }
        SipRequest.Builder copy = request.toBuilder().requestUri(phone.get().contact());
        if (!request.has(HeaderKind.ROUTE)) {
            phone.get().path().forEach(proxy -> copy.add(HeaderKind.ROUTE, proxy));
        }
        return copy.build();
    }

    /**
     * Sends a request without Via. One that is too large for UDP goes over a connection when there can be one (RFC 3261
     * §18.1.1). What goes wrong here is told as a transport error.
     */
    Sending request(SipRequest request, Flow flow, ClientListener listener) {
        Sending sending = new Sending(listener);
        if (request.requestUri() instanceof SipUri uri && isGruu(uri)) {
            onLoop(phones.apply(uri), (phone, failure) -> {
                if (!sending.cancelled()) {
                    send(sending, towards(request, phone), flow);
                }
            });
        } else {
            send(sending, request, flow);
        }
        return sending;
    }

    private void send(Sending sending, SipRequest request, Flow flow) {
        int bytes = request.encodedLength() + VIA_ROOM;
        TransportChoice choice = TransportChoice.of(
                flow.protocol(), bytes, transport.pathMtu(), transport.supports(TransportProtocol.TCP));
        if (choice.protocol() == flow.protocol()) {
            start(sending, request, flow);
            return;
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
        if (!(ack.requestUri() instanceof SipUri uri) || !isGruu(uri)) {
            return transactions.sendAck(ack, flow);
        }
        onLoop(phones.apply(uri), (phone, failure) -> transactions.sendAck(towards(ack, phone), flow));
        return ack; // the next time it finds the phone where it is then
    }

    void keepAlive(Flow flow) {
        transport.keepAlive(flow);
    }

    /** Asks for a sign of life; answers on the loop. @param seen our address as the far end sees it */
    void probe(Flow flow, Consumer<InetSocketAddress> seen, Consumer<TransportException> failed) {
        onLoop(transport.probe(flow), (address, failure) -> {
            if (address != null) {
                seen.accept(address);
            } else {
                failed.accept(TransportException.from(Objects.requireNonNull(failure)));
            }
        });
    }

    /** Nothing comes of it any more: the next request to that place makes a new connection. */
    void abandon(Flow flow, String why) {
        transport.disconnect(flow, why);
    }
}
