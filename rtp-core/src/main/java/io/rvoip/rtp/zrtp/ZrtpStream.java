package io.rvoip.rtp.zrtp;

import io.netty.buffer.ByteBuf;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of one media stream (RFC 6189). Sans-I/O, confined to one loop. The owner feeds what arrives and
 * {@link ZrtpPacket#matches}, calls {@link #onDeadline} at {@link #nextDeadline()}, and does what {@link ZrtpEvents} says.
 *
 * <pre>
 * state           | input                           | next            | what goes out
 * IDLE            | start                           | DISCOVERING     | Hello, again and again
 * DISCOVERING     | Hello                           | DISCOVERING     | HelloACK
 * DISCOVERING     | HelloACK, and no Hello for 10 s | FAILED          | Error
 * DISCOVERING     | HelloACK and Hello were there   | COMMITTED       | Commit
 * DISCOVERING     | Commit                          | DHPART2 awaited | DHPart1
 * DISCOVERING     | Commit of a further stream      | CONFIRM2 awaited| Confirm1
 * COMMITTED       | Commit, the higher one          | as DISCOVERING  |
 * COMMITTED       | DHPart1                         | CONFIRM1 awaited| DHPart2
 * COMMITTED       | Confirm1 of a further stream    | CONF2ACK awaited| Confirm2; keys
 * DHPART2 awaited | DHPart2                         | CONFIRM2 awaited| Confirm1
 * CONFIRM1 awaited| Confirm1                        | CONF2ACK awaited| Confirm2; keys
 * CONFIRM2 awaited| Confirm2                        | SECURE          | Conf2ACK; keys
 * CONF2ACK awaited| Conf2ACK, or SRTP that is sound | SECURE          |
 * before SECURE   | Error                           | FAILED          | ErrorACK
 * before SECURE   | something that cannot be        | FAILED          | Error
 * any             | the last request again          | the same        | the last answer again
 * </pre>
 */
public final class ZrtpStream {
    enum State {
        IDLE, DISCOVERING, COMMITTED, DHPART2_AWAITED, CONFIRM1_AWAITED, CONFIRM2_AWAITED, CONF2ACK_AWAITED, SECURE, FAILED,
        CLOSED
    }

    private static final long PATIENCE = 10_000_000_000L;

    private final ZrtpSession session;
    private final ZrtpEvents events;
    private final IntSupplier ssrc;
    private final boolean further;
    private final HashChain chain;
    private final Hello hello;
    private final Resending resending = new Resending();
    private final Handshake handshake;

    private State state = State.IDLE;
    private int sequence;
    private byte @Nullable [] expectedHash;
    private boolean forged;
    private @Nullable Hello peerHello;
    private boolean acknowledged;
    private boolean computing;
    private byte @Nullable [] waitingCommit;
    private byte[] request = new byte[0];
    private byte[] answer = new byte[0];
    private long patienceEnds = Loop.Timer.NEVER;

    /** @param further whether it has no exchange of its own */
    ZrtpStream(ZrtpSession session, IntSupplier ssrc, ZrtpEvents events, boolean further) {
        this.session = session;
        this.ssrc = ssrc;
        this.further = further;
        this.events = events;
        this.sequence = session.random.nextInt(1 << 16);
        this.chain = new HashChain(session.math, session.random);
        this.hello = Hello.write(session.math, chain, session.zid, session.algorithms);
        this.handshake = new Handshake(session, chain, hello);
    }

    /** What {@code a=zrtp-hash} says of us (section 8.1). */
    public HelloHash helloHash() {
        return new HelloHash(Hello.VERSION, Bytes.hex(session.math.sha256(hello.octets())));
    }

    /** The far end's {@code a=zrtp-hash}: another Hello than that is dropped. One of another version is not looked at. */
    public void expectHello(HelloHash described) {
        if (described.isOurVersion()) {
            expectedHash = Bytes.fromHex(described.digits());
            resending.extend(Resending.Schedule.EXPECTED_HELLO);
        }
    }

    /** Begins to say Hello. Once. */
    public void start(long now) {
        if (state == State.IDLE) {
            state = State.DISCOVERING;
            boolean expected = expectedHash != null || peerHello != null;
            repeat(hello.octets(),
                    expected ? Resending.Schedule.EXPECTED_HELLO : Resending.Schedule.HELLO, now);
        }
    }

    /**
     * A ZRTP packet arrived at our RTP port; owned by the stream.
     *
     * @return false when it said nothing to us; it is counted then
     */
    public boolean received(ByteBuf packet, long now) {
        byte[] message = ZrtpPacket.read(packet);
        int from = message == null ? 0 : ZrtpPacket.ssrc(packet);
        packet.release();
        boolean taken = message != null && state != State.CLOSED && take(message, from, now);
        if (!taken) {
            session.dropped.increment();
        } else if (patienceEnds != Loop.Timer.NEVER) {
            patienceEnds = now + PATIENCE;
        }
        return taken;
    }

    /** False when the message says nothing to us. */
    private boolean take(byte[] message, int from, long now) {
        return switch (ZrtpPacket.type(message)) {
            case Hello.TYPE -> onHello(message, now);
            case "HelloACK" -> onHelloAck(now);
            case Commit.TYPE -> onCommit(message, now);
            case DhPart.FIRST -> onDhPart1(message, now);
            case DhPart.SECOND -> onDhPart2(message, now);
            case Confirm.FIRST -> onConfirm1(message, now);
            case Confirm.SECOND -> onConfirm2(message, now);
            case "Conf2ACK" -> authenticated(now);
            case "Error   " -> onError(message, now);
            case "ErrorACK" -> onErrorAck();
            case "Ping    " -> onPing(message, from);
            default -> false;
        };
    }

    private boolean onHello(byte[] message, long now) {
        Hello theirs = Hello.read(message);
        boolean late = state != State.DISCOVERING && state != State.IDLE;
        boolean other = expectedHash != null && !Arrays.equals(expectedHash, session.math.sha256(message));
        forged |= other;
        if (theirs == null || other
                || late && (peerHello == null || !Arrays.equals(peerHello.octets(), message))) {
            return false;
        }
        if (!theirs.isOurVersion()) {
            // a higher one is ignored: that side comes down to ours (section 4.1.1)
            return theirs.version().compareTo(Hello.VERSION) < 0 && !late && fail(ZrtpError.VERSION, now);
        }
        if (theirs.zid().equals(session.zid)) {
            return !late && fail(ZrtpError.EQUAL_ZIDS, now);
        }
        send(ZrtpPacket.message("HelloACK", 0));
        if (!late && !computing) {
            boolean first = peerHello == null;
            peerHello = theirs;
            patienceEnds = Loop.Timer.NEVER;
            if (first && !acknowledged && state == State.DISCOVERING) {
                if (resending.deadline() == Loop.Timer.NEVER) {
                    repeat(hello.octets(), Resending.Schedule.EXPECTED_HELLO, now);
                } else {
                    resending.extend(Resending.Schedule.EXPECTED_HELLO);
                }
            }
            advance(now);
        }
        return true;
    }

    private boolean onHelloAck(long now) {
        if (state != State.DISCOVERING || acknowledged) {
            return false;
        }
        acknowledged = true;
        resending.stop();
        patienceEnds = peerHello == null ? now + PATIENCE : Loop.Timer.NEVER;
        advance(now);
        return true;
    }

    /** Commits as soon as both sides know of each other and no other stream stands in the way. */
    void advance(long now) {
        Hello theirs = peerHello;
        if (state != State.DISCOVERING || theirs == null || !acknowledged || computing) {
            return;
        }
        boolean known = session.sessionKey().isPresent();
        if (known && !session.isWith(theirs.zid())) {
            fail(ZrtpError.HELLO_MISMATCH, now);
        } else if (known && theirs.multistream()) {
            commit(handshake.commitFurther(theirs), now);
        } else if (further) {
            fail(known ? ZrtpError.KEY_AGREEMENT : ZrtpError.NO_SHARED_SECRET, now);
        } else if (session.claim(this)) {
            ZrtpAlgorithms.Choice choice = session.algorithms.choose(theirs.algorithms());
            generate(choice.agreement(), (pair, at) -> commit(handshake.commit(theirs, choice, pair), at));
        }
    }

    private void generate(ZrtpAlgorithm.KeyAgreement kind, ObjLongConsumer<KeyExchange> then) {
        compute(() -> KeyExchange.generate(session.math.crypto(), kind), (pair, at) -> {
            byte[] commit = waitingCommit;
            waitingCommit = null;
            if (state == State.DISCOVERING && commit != null) {
                handshake.prepared(pair);
                onCommit(commit, at);
            } else if (state == State.DISCOVERING || state == State.COMMITTED) {
                then.accept(pair, at);
            }
        });
    }

    /** Has it done off the loop, one at a time. What cannot be done ends the exchange. */
    private <T> void compute(Supplier<T> work, ObjLongConsumer<T> then) {
        computing = true;
        session.worker.compute(work, (result, at) -> {
            computing = false;
            if (result != null) {
                then.accept(result, at);
            } else if (state != State.FAILED && state != State.CLOSED) {
                fail(ZrtpError.SOFTWARE, at);
            }
        });
    }

    private void commit(byte[] commit, long now) {
        state = State.COMMITTED;
        repeat(commit, Resending.Schedule.OTHER, now);
    }

    private boolean onCommit(byte[] message, long now) {
        if (again(message)) {
            return true;
        }
        Hello theirs = peerHello;
        if (theirs == null || state != State.DISCOVERING && state != State.COMMITTED) {
            return false;
        }
        if (computing) {
            waitingCommit = message;
            return true;
        }
        if (!Arrays.equals(session.math.sha256(Commit.h2(message)), theirs.h3())) {
            return false; // of somebody else, who shall not end our exchange
        }
        Commit.Read read = Commit.read(message, session.algorithms);
        Commit commit = read.commit();
        if (commit == null) {
            return fail(read.error(), now);
        }
        if (!commit.zid().equals(theirs.zid()) || !Sealed.isSound(session.math, theirs.octets(), commit.h2())) {
            return fail(ZrtpError.HELLO_MISMATCH, now);
        }
        boolean multistream = commit.choice().agreement() == ZrtpAlgorithm.KeyAgreement.MULT;
        if (further && !multistream) {
            return fail(ZrtpError.KEY_AGREEMENT, now);
        }
        if (state == State.COMMITTED && multistream == handshake.exchanges()) {
            return fail(ZrtpError.SOFTWARE, now); // section 4.2: one has a session key, the other has not
        }
        if (state == State.COMMITTED && handshake.ours().prevailsOver(commit)) {
            return true;
        }
        return respond(message, commit, theirs, now);
    }

    private boolean respond(byte[] message, Commit commit, Hello theirs, long now) {
        if (commit.choice().agreement() == ZrtpAlgorithm.KeyAgreement.MULT) {
            if (session.sessionKey().isEmpty()) {
                return fail(ZrtpError.NO_SHARED_SECRET, now);
            }
            if (!session.isWith(theirs.zid())) {
                return fail(ZrtpError.HELLO_MISMATCH, now);
            }
            if (!session.isFresh(commit.commitment())) {
                return fail(ZrtpError.NONCE_REUSED, now);
            }
            becomeResponder(State.CONFIRM2_AWAITED, message, now);
            answerWith(handshake.respondFurther(theirs, commit));
            return true;
        }
        if (!session.claim(this)) {
            return false; // comes again when the other stream is done
        }
        becomeResponder(State.DHPART2_AWAITED, message, now);
        KeyExchange ready = handshake.pair(commit.choice().agreement());
        if (ready != null) {
            answerWith(handshake.respond(theirs, commit, ready));
        } else {
            compute(() -> KeyExchange.generate(session.math.crypto(), commit.choice().agreement()), (pair, at) -> {
                if (state == State.DHPART2_AWAITED) {
                    answerWith(handshake.respond(theirs, commit, pair));
                }
            });
        }
        return true;
    }

    private void becomeResponder(State next, byte[] message, long now) {
        resending.stop();
        state = next;
        request = message;
        answer = new byte[0];
        patienceEnds = now + PATIENCE;
    }

    private void answerWith(byte[] message) {
        answer = message;
        send(message);
    }

    /** The request that was answered last came again: so does the answer. */
    private boolean again(byte[] message) {
        boolean same = request.length > 0 && Arrays.equals(request, message);
        if (same && answer.length > 0) {
            send(answer);
        }
        return same;
    }

    private boolean onDhPart1(byte[] message, long now) {
        Hello theirs = peerHello;
        DhPart part = state != State.COMMITTED || theirs == null || !handshake.exchanges()
                ? null : DhPart.read(message, handshake.choice().agreement().publicBytes());
        if (part == null || theirs == null) {
            return false;
        }
        byte[] h2 = session.math.sha256(part.h1());
        if (!Arrays.equals(session.math.sha256(h2), theirs.h3())) {
            return false;
        }
        if (!Sealed.isSound(session.math, theirs.octets(), h2)) {
            return fail(ZrtpError.HELLO_MISMATCH, now);
        }
        state = State.CONFIRM1_AWAITED;
        repeat(handshake.part2(part), Resending.Schedule.OTHER, now);
        agree(part, () -> { });
        return true;
    }

    private boolean onDhPart2(byte[] message, long now) {
        if (again(message)) {
            return true;
        }
        DhPart part = state != State.DHPART2_AWAITED || computing
                ? null : DhPart.read(message, handshake.choice().agreement().publicBytes());
        if (part == null || !Arrays.equals(session.math.sha256(part.h1()), handshake.theirs().h2())) {
            return false;
        }
        if (!handshake.keepsItsCommitment(part)) {
            return fail(ZrtpError.COMMITMENT_BROKEN, now);
        }
        becomeResponder(State.CONFIRM2_AWAITED, message, now);
        agree(part, () -> answerWith(handshake.confirm(Confirm.FIRST)));
        return true;
    }

    private void agree(DhPart part, Runnable then) {
        KeyExchange pair = handshake.pair();
        compute(() -> new byte[][] {pair.agree(part.publicValue())}, (secret, at) -> {
            if (state != State.CONFIRM1_AWAITED && state != State.CONFIRM2_AWAITED) {
                return;
            }
            if (secret[0] == null) {
                fail(ZrtpError.BAD_PUBLIC_VALUE, at);
                return;
            }
            handshake.agreed(part, secret[0]);
            then.run();
        });
    }

    private boolean onConfirm1(byte[] message, long now) {
        boolean multistream = state == State.COMMITTED && !handshake.exchanges();
        if (state != State.CONFIRM1_AWAITED && !multistream || computing || !Confirm.isLongEnough(message)) {
            return false;
        }
        if (multistream && peerHello != null) {
            handshake.deriveFurther(peerHello);
        }
        if (!handshake.confirmed(message, peerHello)) {
            return fail(ZrtpError.BAD_CONFIRM, now);
        }
        state = State.CONF2ACK_AWAITED;
        repeat(handshake.confirm(Confirm.SECOND), Resending.Schedule.OTHER, now);
        events.keys(handshake.keys());
        return true;
    }

    private boolean onConfirm2(byte[] message, long now) {
        if (again(message)) {
            return true;
        }
        if (state != State.CONFIRM2_AWAITED || computing || !Confirm.isLongEnough(message)) {
            return false;
        }
        if (!handshake.confirmed(message, peerHello)) {
            return fail(ZrtpError.BAD_CONFIRM, now);
        }
        request = message;
        events.keys(handshake.keys());
        answerWith(ZrtpPacket.message("Conf2ACK", 0));
        secure(now);
        return true;
    }

    /** A packet of the far end's SRTP was sound: as good as a Conf2ACK (section 4.6). */
    public boolean authenticated(long now) {
        if (state != State.CONF2ACK_AWAITED) {
            return state == State.SECURE;
        }
        secure(now);
        return true;
    }

    private void secure(long now) {
        resending.stop();
        patienceEnds = Loop.Timer.NEVER;
        state = State.SECURE;
        ZrtpReport report = handshake.finish();
        session.release(this, now);
        events.secured(report);
    }

    private boolean onError(byte[] message, long now) {
        if (message.length != ZrtpPacket.CONTENT_AT + 4) {
            return false;
        }
        send(ZrtpPacket.message("ErrorACK", 0));
        if (state != State.SECURE && state != State.FAILED && state != State.CONF2ACK_AWAITED) {
            end(now);
            events.failed(ZrtpError.of(ByteBuffer.wrap(message).getInt(ZrtpPacket.CONTENT_AT)), true);
        }
        return true;
    }

    private boolean onErrorAck() {
        if (state != State.FAILED) {
            return false;
        }
        resending.stop();
        return true;
    }

    /** Section 5.16: version, a hash of who we are, what was asked, and under which SSRC. */
    private boolean onPing(byte[] message, int from) {
        if (message.length != ZrtpPacket.CONTENT_AT + 12) {
            return false;
        }
        byte[] ack = ZrtpPacket.message("PingACK ", 24);
        ZrtpPacket.put(Hello.VERSION, ack, ZrtpPacket.CONTENT_AT);
        System.arraycopy(session.math.sha256(session.zid.octets()), 0, ack, ZrtpPacket.CONTENT_AT + 4, 8);
        System.arraycopy(message, ZrtpPacket.CONTENT_AT + 4, ack, ZrtpPacket.CONTENT_AT + 12, 8);
        ByteBuffer.wrap(ack).putInt(ZrtpPacket.CONTENT_AT + 20, from);
        send(ack);
        return true;
    }

    /** Says so and gives up. Answers true: what led here has been dealt with. */
    private boolean fail(ZrtpError error, long now) {
        end(now);
        byte[] message = ZrtpPacket.message("Error   ", 4);
        ByteBuffer.wrap(message).putInt(ZrtpPacket.CONTENT_AT, error.code());
        repeat(message, Resending.Schedule.OTHER, now);
        events.failed(error, false);
        return true;
    }

    private void end(long now) {
        state = State.FAILED;
        resending.stop();
        patienceEnds = Loop.Timer.NEVER;
        handshake.wipe();
        session.release(this, now);
    }

    private void repeat(byte[] message, Resending.Schedule schedule, long now) {
        resending.start(message, schedule, now);
        send(message);
    }

    private void send(byte[] message) {
        events.transmit(ZrtpPacket.write(message, sequence++ & 0xFFFF, ssrc.getAsInt(), session.allocator));
    }

    /** When to call {@link #onDeadline}. */
    public long nextDeadline() {
        return Math.min(resending.deadline(), patienceEnds);
    }

    /** Sends again what was not answered, or gives up. */
    public void onDeadline(long now) {
        if (resending.isDue(now)) {
            if (!resending.exhausted()) {
                send(resending.next(now));
            } else {
                resending.stop();
                exhausted(now);
            }
        }
        if (now >= patienceEnds) {
            fail(peerHello == null && forged ? ZrtpError.HELLO_MISMATCH : ZrtpError.TIMEOUT, now);
        }
    }

    private void exhausted(long now) {
        if (state == State.DISCOVERING && peerHello == null && forged) {
            fail(ZrtpError.HELLO_MISMATCH, now);
        } else if (state == State.DISCOVERING) {
            events.unanswered();
        } else if (state != State.FAILED) {
            end(now);
            events.failed(ZrtpError.TIMEOUT, false);
        }
    }

    /** Ends the stream: nothing is sent any more, what it knows is wiped. The keys it gave away are not. Idempotent. */
    public void close(long now) {
        if (state != State.CLOSED) {
            end(now);
            state = State.CLOSED;
            chain.wipe();
        }
    }

    State state() {
        return state;
    }
}
