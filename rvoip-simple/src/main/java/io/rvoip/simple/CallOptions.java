package io.rvoip.simple;

import io.rvoip.session.HeaderLine;
import io.rvoip.sip.header.Privacy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one call differs from what the client does otherwise. Immutable; each wither gives a copy. */
public final class CallOptions {
    private static final CallOptions DEFAULTS = new CallOptions(null, null, false, Privacy.UNSTATED, List.of(), List.of());

    private final @Nullable Duration callTimeout;
    private final @Nullable CallAudio audio;
    private final boolean anonymous;
    private final Privacy privacy;
    private final List<HeaderLine> headers;
    private final List<CallListener> listeners;

    private CallOptions(
            @Nullable Duration callTimeout, @Nullable CallAudio audio, boolean anonymous, Privacy privacy,
            List<HeaderLine> headers, List<CallListener> listeners) {
        this.callTimeout = callTimeout;
        this.audio = audio;
        this.anonymous = anonymous;
        this.privacy = privacy;
        this.headers = headers;
        this.listeners = listeners;
    }

    /** As the client does. */
    public static CallOptions defaults() {
        return DEFAULTS;
    }

    /** How long it may ring there before we give up. @param limit 1 s to 1 h */
    public CallOptions withCallTimeout(Duration limit) {
        ClientCheck.requireCallTimeout(limit);
        return new CallOptions(limit, audio, anonymous, privacy, headers, listeners);
    }

    /** Other audio than the client's. */
    public CallOptions withAudio(CallAudio other) {
        return new CallOptions(callTimeout, other, anonymous, privacy, headers, listeners);
    }

    /**
     * Without our name and address where the far end sees them (RFC 3323 §4.1.1.3), and with the wish that our server
     * keeps to itself who we are (RFC 3325 §9.3). Our server still knows, and so does whoever is called without one.
     */
    public CallOptions withAnonymous() {
        return new CallOptions(
                callTimeout, audio, true, Privacy.of(List.of(privacy, Privacy.of(Privacy.ID))),
                headers, listeners);
    }

    /** What servers on the way are to keep from others, as {@code Privacy.of(Privacy.HEADER, Privacy.CRITICAL)}. */
    public CallOptions withPrivacy(Privacy wishes) {
        return new CallOptions(callTimeout, audio, anonymous, wishes, headers, listeners);
    }

    /**
     * One header more in the INVITE.
     *
     * @throws IllegalArgumentException for a header the stack sets itself, or a line break
     */
    public CallOptions withHeader(String name, String value) {
        return new CallOptions(
                callTimeout, audio, anonymous, privacy, plus(headers, new HeaderLine(name, value)), listeners);
    }

    /** One listener more, which hears everything from the beginning. */
    public CallOptions withListener(CallListener listener) {
        return new CallOptions(callTimeout, audio, anonymous, privacy, headers, plus(listeners, listener));
    }

    private static <T> List<T> plus(List<T> some, T one) {
        List<T> more = new ArrayList<>(some);
        more.add(one);
        return List.copyOf(more);
    }

    /** Empty: as the client does. */
    public Optional<Duration> callTimeout() {
        return Optional.ofNullable(callTimeout);
    }

    /** Empty: as the client does. */
    public Optional<CallAudio> audio() {
        return Optional.ofNullable(audio);
    }

    /** Whether From says nothing of us. */
    public boolean anonymous() {
        return anonymous;
    }

    /** Nothing stated unless set. */
    public Privacy privacy() {
        return privacy;
    }

    public List<HeaderLine> headers() {
        return headers;
    }

    public List<CallListener> listeners() {
        return listeners;
    }
}
