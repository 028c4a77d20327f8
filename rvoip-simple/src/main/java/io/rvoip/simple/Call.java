package io.rvoip.simple;

import io.rvoip.common.SecurityProfile;
import io.rvoip.common.EventBus;
import io.rvoip.media.MediaSession;
import io.rvoip.media.audio.AudioSink;
import io.rvoip.media.audio.AudioSource;
import io.rvoip.media.audio.AudioTap;
import io.rvoip.media.file.RecorderLimits;
import io.rvoip.media.file.Recording;
import io.rvoip.media.file.RecordingLayout;
import io.rvoip.media.file.WavRecorder;
import io.rvoip.session.CallDirection;
import io.rvoip.session.CallEnd;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.trace.TracedMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * One call, from the moment it is made or comes in. Thread-safe.
 *
 * <p>What takes time returns a future that completes when the effect is on the wire, and fails with a
 * {@link SimpleVoipException}. What the state of the call does not allow throws an
 * {@link IllegalCallStateException} at once; when the state changes in the same moment, the future fails with it.
 */
public final class Call implements AutoCloseable {
    private final CallControl control;

    Call(CallControl control) {
        this.control = control;
    }

    /** Names the call within its client. */
    public String id() {
        return control.id();
    }

    /** The Call-ID of its SIP messages, for traces; empty until it has one. */
    public String sipCallId() {
        return control.sipCallId();
    }

    /**
     * Its SIP messages so far, oldest first; none without {@link ClientBuilder#withTrace}, or when they are forgotten. They
     * hold credentials and keys: show them through {@link io.rvoip.sip.trace.Redaction}.
     */
    public CompletableFuture<List<TracedMessage>> trace() {
        return control.trace();
    }

    /** Whom we called, or who calls by their own account: a URI. */
    public String remoteParty() {
        return control.remote().uri().toString();
    }

    /**
     * Who calls as our registrar vouches for it (RFC 3325): a URI. Empty for calls we make, for callers who want to stay
     * unknown, and where the call comes from elsewhere.
     */
    public Optional<String> assertedParty() {
        return control.asserted();
    }

    /** The name of the far end by its own account; empty when it gives none. */
    public Optional<String> remoteDisplayName() {
        return control.remote().displayName();
    }

    /** Where it stands. */
    public CallState state() {
        return control.state();
    }

    /** Who called whom. */
    public CallDirection direction() {
        return control.direction();
    }

    /** When it was answered; empty until then. */
    public Optional<Instant> startTime() {
        return control.startTime();
    }

    /** How long both sides have talked, or did; zero before the answer. */
    public Duration duration() {
        return control.duration();
    }

    /** Whether it was answered and has not ended. */
    public boolean isActive() {
        return state().isActive();
    }

    /** Whether it is over. */
    public boolean isEnded() {
        return state().isEnded();
    }

    /** How it ended: who, why, with which SIP status and Reason, when; empty until then. */
    public Optional<CallEnd> endReason() {
        return control.end();
    }

    /** Completes when the call is answered; fails with a {@link CallEndedException} when it ends before. */
    public CompletableFuture<Call> answered() {
        return control.answered();
    }

    /** Completes when the call is over. */
    public CompletableFuture<CallEnd> ended() {
        return control.ended();
    }

    /**
     * Answers an incoming call.
     *
     * @return completes when the caller acknowledged it: the call stands
     */
    public CompletableFuture<Call> answer() {
        return control.answer();
    }

    /** Rejects an incoming call as busy. @return completes when the refusal was sent */
    public CompletableFuture<CallEnd> reject() {
        return reject(RejectReason.BUSY);
    }

    /** Rejects an incoming call. @return completes when the refusal was sent */
    public CompletableFuture<CallEnd> reject(RejectReason reason) {
        return control.refuse("be rejected", invitation -> invitation.reject(reason.status()));
    }

    /**
     * Tells the caller to try somewhere else (302).
     *
     * @param target as {@link SimpleVoipClient#makeCall(String)} takes it
     * @return completes when that was sent
     */
    public CompletableFuture<CallEnd> redirect(String target) {
        Contact contact = Contact.of(control.client().target(target));
        return control.refuse("be redirected", invitation -> invitation.redirect(List.of(contact)));
    }

    /**
     * Ends the call in the way its state asks for: gives up, rejects as unavailable, or hangs up. A call that has
     * ended stays as it is.
     *
     * @return completes when the far end confirmed it, or had 32 seconds to do so
     */
    public CompletableFuture<CallEnd> hangup() {
        return control.hangup();
    }

    /**
     * Puts the far end on hold.
     *
     * @return completes when it agreed and no RTP goes out any more; fails with a {@link SipRefusedException} when it
     *     refused, and then the call goes on as before
     */
    public CompletableFuture<Void> hold() {
        return control.hold();
    }

    /** Takes the far end back. @return completes when it agreed and RTP goes out again */
    public CompletableFuture<Void> resume() {
        return control.resume();
    }

    /** Whether the far end hears silence in place of us. RTP goes on. */
    public void mute(boolean on) {
        control.withMedia("be muted", media -> media.mute(on));
    }

    /** Whether we are muted. */
    public boolean isMuted() {
        return control.media().muted();
    }

    /** Sends one digit; see {@link #sendDtmf(String)}. */
    public CompletableFuture<Void> sendDtmf(char digit) {
        return sendDtmf(String.valueOf(digit));
    }

    /**
     * Sends digits as telephone events (RFC 4733), 100 ms each with 100 ms between them, after those under way.
     *
     * @param digits 1 to 256 of 0-9, *, #, A-D
     * @return completes when the last one has gone out; fails with a {@link CallMediaException} when the far end takes
     *     no telephone events, or the call is on hold
     * @throws IllegalArgumentException for other characters
     */
    public CompletableFuture<Void> sendDtmf(String digits) {
        return control.dtmf(DtmfSender.checked(digits));
    }

    /** How well we hear the far end; empty until it was measured. */
    public Optional<CallQuality> quality() {
        return mediaStats().flatMap(MediaStats::quality);
    }

    /** What was counted and measured, at most a second old; empty until there is media. Stays after the end. */
    public Optional<MediaStats> mediaStats() {
        return control.media().stats();
    }

    /** The codec both sides agreed on, as {@code PCMU/8000}; empty until then. */
    public Optional<String> codec() {
        return control.media().codec();
    }

    /** What protects this call: from its answer on the connection it was made on, before what the client would use. */
    public SecurityReport security() {
        return control.security();
    }

    /**
     * People have read the short authentication string of {@link SecurityReport#sas} to each other; what came of it is
     * remembered for the calls to come. Without a string it does nothing.
     *
     * @param same false: somebody is in between. What is remembered of the far end is forgotten, and the call is to be hung up
     */
    public void sasCompared(boolean same) {
        control.withMedia("be verified", media -> media.sasCompared(same));
    }

    /** Records both directions to a WAV file, left what we hear, right what we say; see below. */
    public CallRecording record(Path file) {
        return record(file, RecordingLayout.STEREO);
    }

    /**
     * Records to a WAV file, over what was there before, from now on or as soon as there is media, until it is stopped
     * or the call ends.
     *
     * @param layout what of the call, in which channels
     * @throws CallMediaException under profiles that want recordings encrypted, which this build cannot
     */
    public CallRecording record(Path file, RecordingLayout layout) {
        SecurityProfile profile = control.client().config.securityProfile();
        if (profile != SecurityProfile.DEVELOPMENT) {
            throw new CallMediaException("record: profile " + profile.id() + " wants recordings encrypted, which this build lacks");
        }
        WavRecorder recorder = WavRecorder.start(
                file, layout, RecorderLimits.DEFAULT, control.client().wiring.island(), new RecordingNews(control));
        Promise<Recording> finished = control.client().promise();
        tap(recorder);
        return new CallRecording(file, recorder, () -> control.untap(recorder), finished);
    }

    /** What the far end hears from now on, in place of the microphone; the former source is closed. */
    public void play(AudioSource source) {
        control.withMedia("play", media -> media.play(source));
    }

    /** Who hears the far end from now on, in place of the loudspeaker; the former sink is closed. */
    public void listen(AudioSink sink) {
        control.withMedia("be listened to", media -> media.listen(sink));
    }

    /** Lets somebody hear both directions from now on; he is closed when the call ends, or cannot be added. */
    public void tap(AudioTap tap) {
        control.withMedia("be tapped", media -> media.tap(tap, why ->
                control.tell(new CallEvent.AudioUnavailable(this, why))));
    }

    /** Takes a tap off, and closes it. */
    public void untap(AudioTap tap) {
        control.untap(tap);
    }

    /** The media below, for what this class has no method for; empty until there is some. It belongs to the call. */
    public Optional<MediaSession> media() {
        return control.media().session();
    }

    /** One listener more. It hears what happens from now on; when the call is over, the end. */
    public EventBus.Subscription addListener(CallListener listener) {
        return control.events().listen(listener::onEvent);
    }

    /** The events from now on; complete with the end of the call. Slow subscribers are told what was left out. */
    public Flow.Publisher<CallEvent> events() {
        return control.events();
    }

    /** Hangs up without waiting for it. */
    @Override
    public void close() {
        control.hangup();
    }

    @Override
    public String toString() {
        return direction() + " call " + id() + " with " + remoteParty() + " " + state();
    }
}
