package io.rvoip.session;

import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call to be made: whom to call, as whom, by which way, with what media. Immutable; each wither gives a copy. */
public final class InviteRequest {
    private final Uri target;
    private final NameAddr from;
    private NameAddr to;
    private String contactUser;
    private @Nullable SipUri gruu;
    private List<NameAddr> route = List.of();
    private NextHop nextHop = NextHop.byUri();
    private List<Credentials> credentials = List.of();
    private MediaPlan media = MediaPlan.relay();
    private @Nullable SdpBody offer;
    private boolean delayedOffer;
    private @Nullable Duration callTimeout;
    private @Nullable Reliability reliability;
    private boolean followRedirects;
    private int maxForwards = SipRequest.DEFAULT_MAX_FORWARDS;
    private List<HeaderLine> headers = List.of();

    private InviteRequest(Uri target, NameAddr from) {
        this.target = target;
        this.from = from;
        to = NameAddr.of(target);
        contactUser = Uris.user(from.uri());
    }

    /**
     * A call from one address to another.
     *
     * @param target whom to call: request URI and To
     * @param from as whom; its user part is also that of our Contact
     */
    public static InviteRequest of(Uri target, NameAddr from) {
        return new InviteRequest(target, from);
    }

    private InviteRequest copy() {
        InviteRequest copy = new InviteRequest(target, from);
        copy.to = to;
        copy.contactUser = contactUser;
        copy.gruu = gruu;
        copy.route = route;
        copy.nextHop = nextHop;
        copy.credentials = credentials;
        copy.media = media;
        copy.offer = offer;
        copy.delayedOffer = delayedOffer;
        copy.callTimeout = callTimeout;
        copy.reliability = reliability;
        copy.followRedirects = followRedirects;
        copy.maxForwards = maxForwards;
        copy.headers = headers;
        return copy;
    }

    /** The same call with another To: whom the caller meant, where that is not the target. */
    public InviteRequest withTo(NameAddr address) {
        InviteRequest copy = copy();
        copy.to = address;
        return copy;
    }

    /** The same call with another user part in our Contact; empty for none. */
    public InviteRequest withContactUser(String user) {
        InviteRequest copy = copy();
        copy.contactUser = user;
        return copy;
    }

    /** The same call with an address of ours as Contact that a registrar gave us (RFC 5627 §4.4); null for where we listen. */
    public InviteRequest withGruu(@Nullable SipUri address) {
        InviteRequest copy = copy();
        copy.gruu = address;
        return copy;
    }

    /** The same call through these proxies, nearest first; each should carry {@code lr}. */
    public InviteRequest withRoute(List<NameAddr> proxies) {
        InviteRequest copy = copy();
        copy.route = List.copyOf(proxies);
        return copy;
    }

    /** The same call sent to another place than its URIs say. */
    public InviteRequest withNextHop(NextHop hop) {
        InviteRequest copy = copy();
        copy.nextHop = hop;
        return copy;
    }

    /** The same call with answers for whoever challenges it. */
    public InviteRequest withCredentials(List<Credentials> all) {
        InviteRequest copy = copy();
        copy.credentials = List.copyOf(all);
        return copy;
    }

    /** The same call with media. */
    public InviteRequest withMedia(MediaPlan plan) {
        InviteRequest copy = copy();
        copy.media = plan;
        return copy;
    }

    /** The same call with this offer, for {@link MediaPlan#relay()}; without one the far end makes the offer. */
    public InviteRequest withOffer(SdpBody body) {
        InviteRequest copy = copy();
        copy.offer = body;
        return copy;
    }

    /** Whether the far end is to make the offer, in its 2xx (RFC 3261 §13.2.1). */
    public InviteRequest withDelayedOffer(boolean delayed) {
        InviteRequest copy = copy();
        copy.delayedOffer = delayed;
        return copy;
    }

    /**
     * The same call with another limit for the answer than the settings have.
     *
     * @param limit 1 s to 1 h
     */
    public InviteRequest withCallTimeout(Duration limit) {
        UserAgentSettings.requireCallTimeout("callTimeout", limit);
        InviteRequest copy = copy();
        copy.callTimeout = limit;
        return copy;
    }

    /**
     * The same call with another policy for provisional responses than the settings have; where those say
     * {@link Reliability#OFF} it stays off.
     */
    public InviteRequest withReliability(Reliability policy) {
        InviteRequest copy = copy();
        copy.reliability = policy;
        return copy;
    }

    /** Whether the contacts of a 3xx are called, best first; otherwise the call ends as redirected. */
    public InviteRequest withRedirectsFollowed(boolean follow) {
        InviteRequest copy = copy();
        copy.followRedirects = follow;
        return copy;
    }

    /**
     * The same call with fewer hops left, as a B2BUA passes them on.
     *
     * @param hops 0 to 255
     */
    public InviteRequest withMaxForwards(int hops) {
        if (hops < 0 || hops > 255) {
            throw new IllegalArgumentException("maxForwards: " + hops + " (expected: 0-255)");
        }
        InviteRequest copy = copy();
        copy.maxForwards = hops;
        return copy;
    }

    /** The same call with one header more. */
    public InviteRequest withHeader(String name, String value) {
        InviteRequest copy = copy();
        List<HeaderLine> more = new ArrayList<>(headers);
        more.add(new HeaderLine(name, value));
        copy.headers = List.copyOf(more);
        return copy;
    }

    public Uri target() {
        return target;
    }

    public NameAddr from() {
        return from;
    }

    public NameAddr to() {
        return to;
    }

    public String contactUser() {
        return contactUser;
    }

    /** Empty: the Contact is where we listen. */
    public Optional<SipUri> gruu() {
        return Optional.ofNullable(gruu);
    }

    public List<NameAddr> route() {
        return route;
    }

    public NextHop nextHop() {
        return nextHop;
    }

    public List<Credentials> credentials() {
        return credentials;
    }

    public MediaPlan media() {
        return media;
    }

    public Optional<SdpBody> offer() {
        return Optional.ofNullable(offer);
    }

    /** Whether the INVITE goes without an offer: asked for, or relayed without one. */
    public boolean delayedOffer() {
        return delayedOffer || media instanceof MediaPlan.Relay && offer == null;
    }

    /** Empty: as the settings say. */
    public Optional<Duration> callTimeout() {
        return Optional.ofNullable(callTimeout);
    }

    /** Empty: as the settings say. */
    public Optional<Reliability> reliability() {
        return Optional.ofNullable(reliability);
    }

    public boolean followRedirects() {
        return followRedirects;
    }

    public int maxForwards() {
        return maxForwards;
    }

    public List<HeaderLine> headers() {
        return headers;
    }
}
