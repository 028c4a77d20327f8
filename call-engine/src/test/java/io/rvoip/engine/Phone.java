package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Metrics;
import io.rvoip.common.Secret;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.media.MediaEngine;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.BufferSink;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.dtls.DtlsSettings;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.MemoryZrtpCache;
import io.rvoip.rtp.zrtp.Zid;
import io.rvoip.rtp.zrtp.ZrtpAlgorithms;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.session.CallEnd;
import io.rvoip.session.Invitation;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.InviteSession;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.MediaPlan;
import io.rvoip.session.MediaPort;
import io.rvoip.session.NextHop;
import io.rvoip.session.Registration;
import io.rvoip.session.RegistrationListener;
import io.rvoip.session.RegistrationRequest;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SipStack;
import io.rvoip.session.StackCounts;
import io.rvoip.session.UserAgent;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.auth.Credentials;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.media.RtpMediaPort;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.media.VideoPort;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import io.rvoip.transaction.OverloadPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A whole stack of ours as a phone: says a tone of its own and keeps what it hears. */
public final class Phone implements UserAgentHandler {
    public final Office office;
    public final String user;
    public final VirtualHost host;
    public final SipStack stack;
    public final MediaEngine media;
    /** Its side of each call, made and taken, in order. */
    public final List<Talk> talks = new ArrayList<>();
    public Consumer<Talk> onCall = talk -> talk.invitation.ring();
    public RtpMediaSettings settings = RtpMediaSettings.DEFAULT;
    /** What it has of video on ports of its own. */
    public PassedVideo video = PassedVideo.NONE;
    public OverloadPolicy overload = OverloadPolicy.NONE;
    /** What stands between its calls and their media. */
    public UnaryOperator<MediaPort> around = UnaryOperator.identity();
    private final int hertz;
    private final InetSocketAddress address;
    private final boolean ipv6;
    private Registration registration;

    Phone(Office office, String user, int hertz, boolean ipv6) {
        this.office = office;
        this.user = user;
        this.hertz = hertz;
        this.ipv6 = ipv6;
        host = office.network.host();
        address = ipv6 ? host.at6(5060) : host.at(5060);
        String name = user + "@" + host.address().getHostAddress();
        MediaEngine.Builder building = MediaEngine.on(List.of(office.time.loop("media of " + name)), office::ids)
                .withPorts(Office.ports(host, host.address(), 400))
                .withIpv6Ports(Office.ports(host, host.at6(1).getAddress(), 400))
                .withDtls(new DtlsEngine(DtlsSettings.DEFAULT, null, CryptoProvider.jdk(), office.time, Metrics.none()));
        if (office.zrtp) {
            building.withZrtp(new ZrtpEngine(Zid.random(office.ids()), new MemoryZrtpCache(9),
                    ZrtpAlgorithms.preferring(List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)), CryptoProvider.jdk(),
                    office.time.loop("arithmetic of " + name)::execute, office.time, Metrics.none()));
        }
        media = building.build();
        stack = SipStack.on(
                        List.of(office.time.loop("sip of " + name)),
                        shards -> SipTransports.builder(shards)
                                .withUdp(host, office.time.loop("socket of " + name)).build())
                .withIds(office::ids)
                .withHandler(shard -> this)
                .build();
        stack.listen(List.of(ListenAddress.udp(address)));
        office.time.runReady();
    }

    public UserAgent agent() {
        return stack.shards().get(0).userAgent();
    }

    public SipUri uri() {
        return SipUri.of(user, Office.DOMAIN);
    }

    List<Credentials> credentials() {
        return List.of(Credentials.anyRealm(user, Secret.of(Office.PASSWORD)));
    }

    public NextHop toEngine() {
        return NextHop.to(new Target(TransportProtocol.UDP, office.address(ipv6)));
    }

    public void register() {
        register(request -> request);
    }

    public Registration register(UnaryOperator<RegistrationRequest> change) {
        stack.shards().get(0).loop().execute(() -> registration = agent().register(
                change.apply(RegistrationRequest.of(SipUri.of("sip:" + Office.DOMAIN), NameAddr.of(uri()))
                        .withNextHop(toEngine())
                        .withCredentials(credentials())),
                RegistrationListener.NONE));
        office.time.advance(Duration.ofMillis(50));
        return registration;
    }

    void unregister() {
        if (registration != null) {
            stack.shards().get(0).loop().execute(registration::unregister);
        }
    }

    /** Something on the loop of this phone, now. */
    public void act(Runnable action) {
        stack.shards().get(0).loop().execute(action);
        office.time.runReady();
    }

    public Talk call(String target) {
        return call(target, request -> request);
    }

    public Talk call(String target, UnaryOperator<InviteRequest> change) {
        return call(SipUri.of(target, Office.DOMAIN), change);
    }

    /** Calls any address through the engine. */
    public Talk call(SipUri target, UnaryOperator<InviteRequest> change) {
        Talk talk = new Talk(this);
        talks.add(talk);
        InviteRequest request = InviteRequest.of(target, NameAddr.of("The " + user, uri()))
                .withNextHop(toEngine())
                .withCredentials(credentials())
                .withMedia(MediaPlan.open(port(talk), talk));
        act(() -> talk.session = agent().invite(change.apply(request), talk));
        return talk;
    }

    @Override
    public OverloadPolicy overload() {
        return overload;
    }

    @Override
    public void onInvitation(Invitation invitation) {
        Talk talk = new Talk(this);
        talks.add(talk);
        talk.invitation = invitation;
        talk.session = invitation.session();
        talk.session.listener(talk);
        invitation.withMedia(MediaPlan.open(port(talk), talk));
        onCall.accept(talk);
    }

    /** Rings, and answers some time later. */
    public Phone answersAfter(int millis) {
        onCall = talk -> {
            talk.invitation.ring();
            office.time.after(Duration.ofMillis(millis), () -> act(stack, talk::accept));
        };
        return this;
    }

    private static void act(SipStack stack, Runnable action) {
        stack.shards().get(0).loop().execute(action);
    }

    /** The call this phone has, or had, last. */
    public Talk talk() {
        return talks.get(talks.size() - 1);
    }

    private MediaPort port(Talk talk) {
        RtpMediaPort port = new RtpMediaPort(media, settings, new SeededIds(hertz));
        MediaPort usual = request -> port.openRtp(request).thenApply(leg -> {
            leg.media().source(new ToneSource(hertz));
            leg.media().sink(talk.heard);
            return leg;
        });
        return around.apply(video.isNone() ? usual : new VideoPort(usual, video));
    }

    void expectNothingLeft() {
        var counts = stack.counts().toCompletableFuture();
        office.time.runReady();
        assertThat(counts.join()).as(user).isEqualTo(StackCounts.ZERO);
        assertThat(media.counts().sessions()).as(user).isZero();
    }

    /** One call as this phone has it. */
    public static final class Talk implements io.rvoip.session.SessionListener, MediaLeg.Events {
        public final Phone phone;
        public final List<SessionEvent> events = new ArrayList<>();
        public final StringBuilder digits = new StringBuilder();
        public BufferSink heard = new BufferSink(Duration.ofMinutes(2));
        /** Why there will be no keys; empty while there may be. */
        public String unkeyed = "";
        public InviteSession session;
        public Invitation invitation;

        Talk(Phone phone) {
            this.phone = phone;
        }

        @Override
        public void onEvent(InviteSession from, SessionEvent event) {
            events.add(event);
        }

        @Override
        public void dtmf(char digit, Duration length) {
            digits.append(digit);
        }

        @Override
        public void unkeyed(String reason) {
            unkeyed = reason;
        }

        /** Answers, unless the call is over. */
        public void accept() {
            if (session.end().isEmpty() && !session.state().answered()) {
                invitation.accept();
            }
        }

        public RtpMediaLeg leg() {
            return (RtpMediaLeg) session.leg().orElseThrow();
        }

        public CallEnd end() {
            return session.end().orElseThrow(() -> new AssertionError("goes on: " + names()));
        }

        public List<String> names() {
            return events.stream().map(event -> event instanceof SessionEvent.Progress progress
                    ? "" + progress.status() + (progress.description().isPresent() ? "+sdp" : "")
                    : event.getClass().getSimpleName()).toList();
        }

        /** How much of what was heard in the next time is a tone, 0 to 1. */
        public double hears(int hertz, int millis) {
            listen();
            phone.office.advance(millis);
            AudioClip clip = heard.clip();
            return clip.frames() < millis * 4 ? 0 : ToneDetector.share(clip, hertz);
        }

        /** Forgets what was heard so far. */
        public void listen() {
            heard = new BufferSink(Duration.ofMinutes(2));
            leg().media().sink(heard);
            phone.office.time.runReady();
        }
    }
}
