package io.rvoip.session;

import io.rvoip.ice.IceFailure;
import io.rvoip.media.SasCheck;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The media of one call leg, driven by offers and answers (RFC 3264). Confined to the loop of its
 * {@link LegRequest}; stages complete and events arrive on that loop.
 *
 * <p>The leg keeps the state of the exchange. A move that RFC 3264 §4 forbids (a second offer while one is open, an
 * answer to nothing) throws {@link io.rvoip.session.offer.OfferAnswerException}: it is a mistake of the caller, who
 * must refuse such messages (491, 500) before they come here. What the far end gets wrong is a value.
 */
public interface MediaLeg extends AutoCloseable {
    /** Makes an offer. The ports are open from now on; nothing is sent, and nobody is heard, before the answer. */
    CompletionStage<SessionDescription> offer(OfferKind kind);

    /**
     * Answers the far end's offer. When accepted, media runs as agreed as soon as this completes; when refused, the
     * former agreement stays in force.
     */
    CompletionStage<AnswerResult> answer(SessionDescription remoteOffer);

    /**
     * Takes the answer to our open offer and puts it into force. While no new offer has been made it may be called
     * again with an answer from another branch of a forked INVITE: the newest wins, an equal one changes nothing.
     *
     * @return why the answer cannot be used; empty when it is in force. A refused answer leaves the offer open
     */
    Optional<Refusal> accept(SessionDescription remoteAnswer);

    /** The call stands with whom the last answer was from: others who have answered the same offer are left. */
    default void settled() {}

    /** Forgets the open offer, ours or theirs; the last agreement stays in force. Does nothing when none is open. */
    void rollback();

    /**
     * Whether our side wants to hold: tells answers and {@link OfferKind#REFRESH} offers what to say, and sends
     * nothing by itself. {@link OfferKind#HOLD} and {@link OfferKind#RESUME} set it too, once they are answered.
     */
    void hold(boolean held);

    /** Encoding names in order of preference for the offers and answers to come; unknown names are refused. */
    void codecs(List<String> names);

    /**
     * Our address is another now: offers and answers to come say so. Ports stay, and must be bound to the wildcard.
     *
     * @return false when these ports cannot be reached at that address: bound to one, or of the other family
     */
    boolean moved(InetAddress own);

    /** What is in force; empty before the first agreement and when audio was rejected. */
    Optional<NegotiatedAudio> negotiated();

    /** Our part of the last agreement, as it was sent; empty before the first. */
    Optional<SessionDescription> localDescription();

    /** The far end's part of the last agreement; empty before the first. */
    Optional<SessionDescription> remoteDescription();

    /**
     * Sends one digit (RFC 4733) after those already queued.
     *
     * @param digit one of 0-9, *, #, A-D
     * @param length 40 ms to 60 s
     * @return false when telephone-event was not negotiated, nothing may be sent, or the queue is full
     * @throws IllegalArgumentException for another digit or length
     */
    boolean dtmf(char digit, Duration length);

    /** Candidates of ICE that come and go apart from descriptions; empty where this leg has none that do. */
    default Optional<CandidateExchange> trickle() {
        return Optional.empty();
    }

    /** Who is told, on the loop of the leg, that {@link #misaligned} has become true. */
    default void onMisaligned(Runnable told) {}

    /**
     * Whether ICE, where we have the choice, has found other ways than the lines of both descriptions name, and the far end is one
     * that must be told (RFC 8839 §4.3.4): by a {@link OfferKind#REFRESH}, or any other offer. Not any more once that was made,
     * whatever comes of it.
     */
    default boolean misaligned() {
        return false;
    }

    /** What has been measured so far. */
    LegStatistics statistics();

    /** Stops the media and frees the ports. Idempotent; afterwards nothing is reported. */
    @Override
    void close();

    /** What a leg reports, on its loop. Every method does nothing unless overridden. */
    interface Events {
        /** Ignores everything. */
        Events NONE = new Events() {};

        /** The far end pressed a key; reported once, at its end (RFC 4733 §2.5.2.2). */
        default void dtmf(char digit, Duration length) {}

        /** The first RTP packet of the far end was accepted. */
        default void inboundMedia() {}

        /** No RTP and no RTCP for the configured time, although the far end should be sending. */
        default void noInboundMedia(Duration silence) {}

        /** The far end is heard again after {@link #noInboundMedia}. */
        default void inboundMediaResumed() {}

        /** The far end reported by RTCP; the figures are news. */
        default void quality(LegStatistics statistics) {}

        /** Keys were agreed on over the media path; people are to compare this string (RFC 6189 §7). */
        default void sasKnown(SasCheck sas) {}

        /**
         * There will be no keys for this leg, on which nothing is sent or heard: the call is to be ended, with 488.
         *
         * @param reason one sentence
         */
        default void unkeyed(String reason) {}

        /**
         * There will be no keys for the video of this leg, which is neither sent nor shown; the call goes on without.
         *
         * @param reason one sentence
         */
        default void videoUnkeyed(String reason) {}

        /**
         * ICE found no way to the far end, or lost the one there was: nothing is sent or heard, and the call is to be
         * ended.
         */
        default void unreachable(IceFailure why) {}

        /** The media ended by itself; the leg is closed. */
        default void failed(String reason) {}
    }
}
