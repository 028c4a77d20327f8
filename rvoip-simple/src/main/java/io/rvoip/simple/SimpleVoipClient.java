package io.rvoip.simple;

import io.rvoip.common.EventBus;
import io.rvoip.common.Secret;
import io.rvoip.media.MediaConfig;
import io.rvoip.media.MediaCounts;
import io.rvoip.session.CallEnd;
import io.rvoip.session.RegistrationState;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.SipStack;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A softphone: registers, calls, and is called.
 *
 * <pre>{@code
 * try (SimpleVoipClient client = SimpleVoipClient.create("user@domain.com", "password")
 *         .withDisplayName("John Doe")
 *         .withSecurity(SecurityConfig.auto())
 *         .connect().join()) {
 *     Call call = client.makeCall("friend@domain.com").join();
 *     call.ended().join();
 * }
 * }</pre>
 *
 * <p>One convention for what takes time: it returns a {@link CompletableFuture}, and {@code join()} waits for it.
 * Futures complete, and listeners are called, on threads where both may block; never on the loops that carry calls.
 * Thread-safe.
 */
public final class SimpleVoipClient implements AutoCloseable {
    private final ClientCore core;

    SimpleVoipClient(ClientCore core) {
        this.core = core;
    }

    /**
     * A client for an account.
     *
     * @param uri {@code user@domain}, with or without {@code sip:}
     * @param password for whoever asks; may be empty
     */
    public static ClientBuilder create(String uri, String password) {
        return create(uri, Secret.of(password));
    }

    /** A client for an account whose password is kept as a secret already. */
    public static ClientBuilder create(String uri, Secret password) {
        return new ClientBuilder(uri, password);
    }

    /** A client that saves bandwidth: {@link MediaConfig#mobile()}. */
    public static ClientBuilder mobile(String uri, String password) {
        return create(uri, password).withMedia(MediaConfig.mobile());
    }

    /** A client for best quality: {@link MediaConfig#desktop()}. */
    public static ClientBuilder desktop(String uri, String password) {
        return create(uri, password).withMedia(MediaConfig.desktop());
    }

    /**
     * A client without account and registrar, for calls from address to address, keyed by ZRTP, or not at all:
     * {@link CallEvent.SasKnown} tells what people are to compare. {@code withSecurity(SecurityConfig.auto())} asks for less.
     */
    public static ClientBuilder p2p() {
        return p2p("anonymous@p2p.local");
    }

    /** As {@link #p2p()}, under a name of one's own. */
    public static ClientBuilder p2p(String uri) {
        return create(uri, "").withRegistration(false).withMedia(MediaConfig.desktop())
                .withSecurity(SecurityConfig.p2p());
    }

    /** Where it stands. */
    public ClientState state() {
        return core.state();
    }

    /** What the registrar said last; empty without registration. */
    public Optional<RegistrationState> registration() {
        return core.registration();
    }

    /** Whether the registrar sends us push notifications, as {@link ClientBuilder#withPush} wants. */
    public boolean isPushed() {
        return core.isPushed();
    }

    /** Registers anew now, as a phone does that a push notification woke up. Does nothing without registration. */
    public void refreshRegistration() {
        core.refreshRegistration();
    }

    /**
     * Our addresses are others now, as an operating system tells it, or as the client has seen itself ({@link
     * ClientBuilder#withNetworkWatch}): closes all connections, looks up the registrar and
     * registers anew, then tells the far end of each answered call, which goes on ({@link CallEvent.Reconnected}). Until
     * then the client is {@link ClientState#RECONNECTING}. A client that was given one address to listen at cannot leave
     * it. A call cannot go from IPv4 to IPv6 or back; it is told as a {@link ClientEvent.NetworkError}.
     */
    public void networkChanged() {
        core.networkChanged();
    }

    /** Calls somebody; see {@link #makeCall(String, CallOptions)}. */
    public CompletableFuture<Call> makeCall(String target) {
        return makeCall(target, CallOptions.defaults());
    }

    /**
     * Calls somebody.
     *
     * @param target {@code user@host}, a {@code sip:} or {@code tel:} URI, or a name or number in our own domain
     * @return completes when the INVITE was sent; {@link Call#answered()} tells when somebody answers. Fails with a
     *     {@link NetworkException}, {@link CallMediaException} or {@link TooManyCallsException} when nothing could be
     *     sent
     * @throws IllegalArgumentException when the target is none
     * @throws NotConnectedException when the client is not connected
     */
    public CompletableFuture<Call> makeCall(String target, CallOptions options) {
        return core.makeCall(target, options);
    }

    /** Answers a call; see {@link Call#answer()}. @throws IllegalArgumentException when there is no such call */
    public CompletableFuture<Call> answer(String callId) {
        return required(callId).answer();
    }

    /** Rejects a call; see {@link Call#reject()}. @throws IllegalArgumentException when there is no such call */
    public CompletableFuture<CallEnd> reject(String callId, RejectReason reason) {
        return required(callId).reject(reason);
    }

    private Call required(String callId) {
        return call(callId).orElseThrow(() ->
                new IllegalArgumentException("callId: " + callId + " (expected: a call that has not ended)"));
    }

    /** All calls that have not ended. */
    public List<Call> calls() {
        return core.calls();
    }

    /** A call that has not ended. */
    public Optional<Call> call(String callId) {
        return core.call(callId);
    }

    /** What protects this client and its calls. */
    public SecurityReport security() {
        return core.security();
    }

    /** What this client really has of what it was asked for, and what is left out. */
    public ClientCapabilities capabilities() {
        return core.capabilities();
    }

    /** What it was set up with. */
    public ClientConfig config() {
        return core.config;
    }

    /** One listener more, from now on. */
    public EventBus.Subscription addListener(ClientListener listener) {
        return core.events.listen(listener::onEvent);
    }

    /** The events from now on; complete when the client is disconnected. */
    public Flow.Publisher<ClientEvent> events() {
        return core.events;
    }

    /** The SIP stack below, for what this class has no method for; its one shard owns everything here. */
    public SipStack stack() {
        return core.stack();
    }

    MediaCounts mediaCounts() {
        return core.engine.counts();
    }

    /**
     * Ends all calls, removes the registration, and closes the sockets. The client cannot be connected again.
     *
     * @return completes when all that was confirmed, or had five seconds to be
     */
    public CompletableFuture<Void> disconnect() {
        return core.disconnect();
    }

    /** Disconnects and waits until no thread and no socket is left; called from a listener it does not wait. */
    @Override
    public void close() {
        core.close();
    }
}
