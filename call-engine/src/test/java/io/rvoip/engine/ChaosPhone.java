package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.session.Invitation;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.InviteSession;
import io.rvoip.session.ListenAddress;
import io.rvoip.session.NextHop;
import io.rvoip.session.Registration;
import io.rvoip.session.RegistrationListener;
import io.rvoip.session.RegistrationRequest;
import io.rvoip.session.Reliability;
import io.rvoip.session.SdpBody;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.SessionState;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.StackCounts;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.SipTransports;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A phone that does whatever comes to its mind, and speaks of media without having any. */
final class ChaosPhone implements UserAgentHandler {
    private static final List<Integer> REFUSALS = List.of(486, 486, 486, 480, 404, 603, 500, 407);

    int made;
    int madeEnded;
    private final Office office;
    private final String user;
    private final SeededIds chance;
    private final boolean ipv6;
    private final InetSocketAddress address;
    private final SipStack stack;
    private Registration registration;
    private int version;

    ChaosPhone(Office office, String user, boolean ipv6, SeededIds chance) {
        this.office = office;
        this.user = user;
        this.chance = chance;
        this.ipv6 = ipv6;
        VirtualHost host = office.network.host();
        address = ipv6 ? host.at6(5060) : host.at(5060);
        stack = SipStack.on(
                        List.of(office.time.loop(user)),
                        shards -> SipTransports.builder(shards).withUdp(host, office.time.loop()).build())
                .withIds(office::ids)
                .withHandler(shard -> this)
                .build();
        stack.listen(List.of(ListenAddress.udp(address)));
        shard().loop().execute(() -> registration = shard().userAgent().register(
                RegistrationRequest.of(SipUri.of("sip:" + Office.DOMAIN), NameAddr.of(uri()))
                        .withNextHop(toEngine())
                        .withCredentials(credentials()),
                RegistrationListener.NONE));
        office.advance(100);
    }

    private SipShard shard() {
        return stack.shards().get(0);
    }

    private SipUri uri() {
        return SipUri.of(user, Office.DOMAIN);
    }

    private NextHop toEngine() {
        return NextHop.to(new Target(TransportProtocol.UDP, office.address(ipv6)));
    }

    private List<Credentials> credentials() {
        return List.of(Credentials.anyRealm(user, Secret.of(Office.PASSWORD)));
    }

    void unregister() {
        shard().loop().execute(registration::unregister);
    }

    void call(String target) {
        made++;
        InviteRequest request = InviteRequest.of(SipUri.of(target, Office.DOMAIN), NameAddr.of(uri()))
                .withNextHop(toEngine())
                .withCredentials(credentials())
                .withReliability(Reliability.values()[chance.nextInt(3)])
                .withCallTimeout(Duration.ofSeconds(30));
        InviteRequest offering = chance.nextInt(4) == 0 ? request : request.withOffer(sdp());
        shard().loop().execute(() -> {
            InviteSession session = shard().userAgent().invite(offering, (from, event) -> {
                if (event instanceof SessionEvent.Ended) {
                    madeEnded++;
                }
                onEvent(from, event);
            });
            later(chance.nextInt(12) == 0 ? 250_000 : 25_000, session::hangup);
            modifySometimes(session);
        });
    }

    @Override
    public void onInvitation(Invitation invitation) {
        InviteSession session = invitation.session();
        session.listener(this::onEvent);
        if (chance.nextInt(3) > 0) {
            invitation.ring();
        }
        if (chance.nextInt(2) == 0 && invitation.canDescribeEarly()) {
            invitation.progress(183, sdp());
        }
        later(10_000, () -> decide(invitation));
        later(chance.nextInt(4) == 0 ? 250_000 : 40_000, session::hangup);
        modifySometimes(session);
    }

    private void decide(Invitation invitation) {
        if (invitation.session().state() != SessionState.INVITED) {
            return;
        }
        switch (chance.nextInt(8)) {
            case 0 -> invitation.reject(REFUSALS.get(chance.nextInt(REFUSALS.size())));
            case 1 -> { } // somebody else may answer, or nobody
            default -> invitation.accept(sdp());
        }
    }

    private void onEvent(InviteSession session, SessionEvent event) {
        if (event instanceof SessionEvent.Offered || event instanceof SessionEvent.OfferWanted) {
            if (chance.nextInt(5) == 0) {
                later(500, () -> answer(session));
            } else {
                answer(session);
            }
        }
    }

    /** The offer may have been taken back meanwhile. */
    private void answer(InviteSession session) {
        try {
            if (chance.nextInt(10) == 0) {
                session.refuse(488);
            } else {
                session.answer(sdp());
            }
        } catch (IllegalStateException nothingOpen) {
            assertThat(session.callId()).isNotEmpty();
        }
    }

    private void modifySometimes(InviteSession session) {
        for (int i = chance.nextInt(4); i > 0; i--) {
            later(25_000, () -> {
                if (session.canChange()) {
                    if (chance.nextInt(2) == 0) {
                        session.offer(sdp());
                    } else {
                        session.offerByUpdate(sdp());
                    }
                }
            });
        }
    }

    private void later(int withinMillis, Runnable action) {
        office.time.after(Duration.ofMillis(chance.nextInt(withinMillis)), () -> shard().loop().execute(action));
    }

    private SdpBody sdp() {
        String family = address.getAddress().getAddress().length == 4 ? "IP4" : "IP6";
        String host = family + " " + address.getAddress().getHostAddress();
        String formats = List.of("0 8 101", "8 0 101", "0", "8").get(chance.nextInt(4));
        String direction = chance.nextInt(3) == 0 ? "sendonly" : chance.nextInt(6) == 0 ? "inactive" : "sendrecv";
        String events = formats.endsWith("101") ? "a=rtpmap:101 telephone-event/8000\r\n" : "";
        return SdpBody.of("v=0\r\no=- " + user.hashCode() + " " + ++version + " IN " + host + "\r\ns=-\r\nc=IN " + host
                + "\r\nt=0 0\r\nm=audio 40000 RTP/AVP " + formats + "\r\n" + events + "a=" + direction + "\r\n");
    }

    void expectNothingLeft() {
        var counts = stack.counts().toCompletableFuture();
        office.time.runReady();
        assertThat(counts.join()).as(user).isEqualTo(StackCounts.ZERO);
    }
}
