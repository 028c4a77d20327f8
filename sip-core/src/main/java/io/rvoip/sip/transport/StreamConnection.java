package io.rvoip.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.rvoip.common.Loop;
import io.rvoip.sip.Method;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.tls.HandshakeFailure;
import io.rvoip.sip.transport.tls.TlsSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection: the last handler of its channel, behind those that {@link StreamLayers} puts before it. On its loop,
 * except where said otherwise.
 */
final class StreamConnection extends ChannelInboundHandlerAdapter implements Framing.Sink, Backlog {
    private static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final StreamTransport owner;
    private final Intake intake;
    private final TransportLimits limits;
    private final Loop loop;
    private final @Nullable Peer wanted;
    private final long id;
    private final Framing framing;
    private final ConnectionClock clock;
    private final Loop.Timer timer;
    private final AtomicInteger queued = new AtomicInteger();
    private volatile @Nullable Channel channel;
    private volatile @Nullable Flow flow;
    private volatile @Nullable String whyClosed;
    private volatile @Nullable TlsSession tls;
    private @Nullable TransportException failure;
    private @Nullable Peer alias;
    private final Loop.Timer pongTimer;
    private @Nullable CompletableFuture<InetSocketAddress> pong;
    private boolean admitted;
    private int messagesInRead;

    /** @param wanted whom we connect to; null for a connection that was accepted */
    StreamConnection(
            StreamTransport owner, Intake intake, TransportLimits limits, Loop loop, @Nullable Peer wanted, long id) {
        this.owner = owner;
        this.intake = intake;
        this.limits = limits;
        this.loop = loop;
        this.wanted = wanted;
        this.id = id;
        framing = owner.layers().framing(limits);
        clock = new ConnectionClock(limits, wanted == null, loop.now());
        timer = loop.timer(this::deadline);
        pongTimer = loop.timer(() -> noPong(TransportException.Reason.TIMEOUT, "nothing came after a ping"));
    }

    /** Any thread; set once the channel is active. */
    @Nullable Flow flow() {
        return flow;
    }

    boolean isAccepted() {
        return wanted == null;
    }

    /** Whom we connected to; null for a connection that was accepted. */
    @Nullable Peer wanted() {
        return wanted;
    }

    /** What protects it; empty for a connection that nothing does. Any thread. */
    Optional<TlsSession> tls() {
        return Optional.ofNullable(tls);
    }

    /** As whom the far end may be reached over it, beside where it came from; null until it has said and proved so. */
    @Nullable Peer alias() {
        return alias;
    }

    @Override
    public void taken(SipRequest request) {
        Flow from = flow;
        if (wanted == null && alias == null && from != null) {
            alias = owner.alias(this, from, request.topVia());
        }
    }

    /** It will not come up. */
    void handshakeFailed(HandshakeFailure why, @Nullable Throwable cause) {
        String who = wanted == null ? "" : " " + wanted;
        String text = cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ')';
        failure = new TransportException(TransportException.Reason.HANDSHAKE,
                owner.protocol().uriName() + who + ": " + why.label() + text, cause);
    }

    /** Why it did not come up. */
    TransportException failure() {
        if (failure == null && owner.layers().hasHandshake()) {
            handshakeFailed(HandshakeFailure.CLOSED, null); // the gate is about to hear of it too
        }
        TransportException why = failure;
        return why == null ? SipTransports.closedFailure() : why;
    }

    /** Any thread. */
    boolean isOpen() {
        Channel open = channel;
        return open != null && open.isActive() && whyClosed == null;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
        InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
        if (remote == null || local == null) {
            ctx.close(); // reset before we could look
            return;
        }
        if (remote.equals(local)) { // our end was given the very port that it connects to: nobody listens there
            failure = new TransportException(TransportException.Reason.REFUSED,
                    owner.protocol().uriName() + ' ' + Addresses.text(remote) + ": connected to itself");
            ctx.close();
            return;
        }
        Flow opened = new Flow(owner.protocol(), local, remote, id);
        tls = owner.layers().session(ctx.pipeline());
        flow = opened;
        admitted = owner.opened(this, opened);
        if (admitted) {
            timer.arm(clock.nextDeadline());
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        timer.cancel();
        noPong(TransportException.Reason.CLOSED, "the connection is closed");
        Flow ended = flow;
        if (admitted && ended != null) {
            admitted = false;
            String why = whyClosed;
            owner.closed(this, ended, why == null ? "closed by the peer" : why);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf bytes = (ByteBuf) read;
        try {
            if (whyClosed == null) {
                alive();
                messagesInRead = 0;
                framing.feed(bytes, this);
                clock.received(messagesInRead, framing.inMessage(), loop.now());
                timer.arm(clock.nextDeadline());
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void message(ByteBuf message) {
        messagesInRead++;
        Flow from = flow;
        if (from != null && whyClosed == null) {
            intake.take(message, from, this);
        }
    }

    @Override
    public void ping() {
        clock.active(loop.now());
        write(Unpooled.wrappedBuffer(PONG).asReadOnly(), why -> { });
    }

    /** The stream cannot be read on: answer when the request can be told, then close (RFC 3261 §18.3). */
    @Override
    public void broken(FramingFault fault, ByteBuf head) {
        Flow from = flow;
        if (from == null) {
            return;
        }
        intake.metrics().malformed(TransportMetrics.label(fault.name()), fault.reason(), from);
        Optional<SipResponse> answer = head.isReadable() ? answer(intake.parse(head), fault, from) : Optional.empty();
        if (answer.isPresent()) {
            sayLast(answer.get().encode(), fault.reason());
        } else {
            close(fault.reason());
        }
    }

    private static Optional<SipResponse> answer(ParseResult result, FramingFault fault, Flow from) {
        if (result instanceof ParseResult.Refused refused) {
            return refused.response().filter(ReceivedStamp::hasRoom).map(response -> ReceivedStamp.stamp(response, from.remote()));
        }
        if (result instanceof ParseResult.Parsed parsed && parsed.message() instanceof SipRequest request
                && !request.method().equals(Method.ACK) && ReceivedStamp.hasRoom(request)) {
            int status = fault == FramingFault.BODY_TOO_LARGE ? 413 : 400;
            return Optional.of(ReceivedStamp.stamp(request, from.remote()).respond(status, fault.reason()).build());
        }
        return Optional.empty();
    }

    /** Writes, then closes our half and waits a moment, so that a reset does not overtake the answer. */
    private void sayLast(ByteBuf bytes, String why) {
        intake.metrics().sent(owner.protocol());
        Channel open = channel;
        if (open == null) {
            bytes.release();
            return;
        }
        open.writeAndFlush(bytes).addListener(done -> {
            if (done.isSuccess()) {
                owner.layers().endOutput(open);
                clock.farewell(loop.now());
                timer.arm(clock.nextDeadline());
            } else {
                close(why);
            }
        });
    }

    /**
     * Writes bytes, or what a handler makes bytes of, which it takes over. Any thread.
     *
     * @param failed told why on any thread, possibly inside this call
     */
    void write(Object bytes, UdpTransport.Failed failed) {
        Channel open = channel;
        if (open == null || !isOpen()) {
            ReferenceCountUtil.release(bytes);
            failed.because(gone());
        } else if (!open.isWritable()) {
            ReferenceCountUtil.release(bytes);
            close("reader too slow");
            failed.because(new TransportException(TransportException.Reason.FULL,
                    flow + ": over " + limits.maxQueuedBytes() + " bytes wait to be read"));
        } else {
            open.writeAndFlush(bytes).addListener(done -> {
                if (done.isSuccess()) {
                    clock.active(loop.now());
                } else {
                    failed.because(gone());
                }
            });
        }
    }

    private TransportException gone() {
        return new TransportException(TransportException.Reason.CLOSED, flow + ": the connection is closed");
    }

    /** CRLFCRLF (RFC 5626 §3.5.1). */
    static ByteBuf pingBytes() {
        return Unpooled.wrappedBuffer(PING).asReadOnly();
    }

    /** Any thread. */
    void sendPing() {
        write(owner.layers().ping(), why -> { });
    }

    /** Sends a ping and waits for whatever comes next. Any thread. */
    CompletionStage<InetSocketAddress> probe() {
        CompletableFuture<InetSocketAddress> answered = new CompletableFuture<>();
        loop.execute(() -> {
            if (!isOpen()) {
                answered.completeExceptionally(gone());
            } else if (pong != null) {
                answered.completeExceptionally(
                        new TransportException(TransportException.Reason.FULL, flow + ": a ping is on its way"));
            } else {
                pong = answered;
                pongTimer.arm(loop.now() + limits.messageTimeout().toNanos());
                sendPing();
            }
        });
        return answered;
    }

    /** Something came: a pong, or as good as one. */
    private void alive() {
        CompletableFuture<InetSocketAddress> awaited = pong;
        Flow open = flow;
        if (awaited != null && open != null) {
            pong = null;
            pongTimer.cancel();
            awaited.complete(open.local());
        }
    }

    private void noPong(TransportException.Reason reason, String why) {
        CompletableFuture<InetSocketAddress> awaited = pong;
        if (awaited != null) {
            pong = null;
            pongTimer.cancel();
            awaited.completeExceptionally(new TransportException(reason, flow + ": " + why));
        }
    }

    /** Completes when what was written so far has left, or could not. Any thread. */
    CompletableFuture<Void> flushed() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Channel open = channel;
        if (open == null) {
            done.complete(null);
        } else {
            open.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> done.complete(null));
        }
        return done;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            close("reader too slow");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Flow on = flow;
        if (cause instanceof DecoderException && on != null) {
            intake.metrics().malformed("frame", String.valueOf(cause.getMessage()), on); // the decoder has told the peer
        } else if (!(cause instanceof IOException)) {
            intake.metrics().failed(cause, flow);
        }
        close("connection failed");
    }

    private void deadline() {
        if (clock.isExpired(loop.now())) {
            close(clock.expiry().reason());
        } else {
            timer.arm(clock.nextDeadline());
        }
    }

    /** Closes without waiting for the peer; the first reason given is told. Any thread, idempotent. */
    void close(String why) {
        if (whyClosed == null) {
            whyClosed = why;
        }
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /** A connection does not drop what it has read: it reads no more until its shards have caught up. */
    @Override
    public boolean enter() {
        Channel open = channel;
        if (queued.incrementAndGet() >= limits.maxQueuedMessages() && open != null) {
            open.config().setAutoRead(false);
            resumeWhenLow(open);
        }
        return true;
    }

    @Override
    public void leave() {
        queued.decrementAndGet();
        Channel open = channel;
        if (open != null && !open.config().isAutoRead()) {
            resumeWhenLow(open);
        }
    }

    /** Asked on both sides after the change, so that neither can miss the other's. */
    private void resumeWhenLow(Channel open) {
        if (queued.get() <= limits.maxQueuedMessages() / 2) {
            open.config().setAutoRead(true);
        }
    }
}
