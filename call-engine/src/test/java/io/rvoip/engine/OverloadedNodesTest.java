package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Network;
import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.overload.OverloadSettings;
import io.rvoip.engine.overload.LateLoop;
import io.rvoip.engine.trunk.NumberList;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.SessionState;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.transaction.OverloadPolicy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 7339 between an engine and the next node, seen on the wire, in both directions. */
class OverloadedNodesTest {
    private TrunkLab lab;
    private Phone alice;
    private int late;
    private int loss;

    /** Peers are the two carriers; alice is none. */
    private void open() {
        OverloadSettings settings = OverloadSettings.DEFAULT.withShed(true).withEmergency(new EmergencyCalls(List.of("112")))
                .withPeers(List.of(Network.parse("10.0.0.2"), Network.parse("10.0.0.3")));
        lab = new TrunkLab(2, trunking -> trunking
                .withTrunk(TrunkLab.trunk(0).withOutbound(NumberList.of("+*", "112"))).withTrunk(TrunkLab.trunk(1)), setup -> {
            var trunking = setup.config;
            setup.config = config -> trunking.apply(config).withOverload(settings);
            setup.loops = loop -> new LateLoop(loop, () -> late * 1_000_000L);
        });
        OverloadPolicy carrier = new OverloadPolicy() {
            @Override
            public boolean isUrgent(SipRequest request) {
                return false;
            }

            @Override
            public boolean isPeer(InetAddress node) {
                return node.getHostAddress().equals("10.0.0.1");
            }

            @Override
            public int loss(long now) {
                return loss;
            }
        };
        lab.carrier(0).overload = carrier;
        alice = lab.office.registered("alice", 500);
    }

    @AfterEach
    void nothingIsLeft() {
        late = 0;
        lab.office.advance(3000);
        lab.close();
    }

    private Phone.Talk call(String number) {
        Phone.Talk talk = alice.call(number);
        lab.office.advance(200);
        return talk;
    }

    private List<String> vias(String startsWith, String from) {
        return lab.office.wire.stream().filter(one -> one.from().getAddress().getHostAddress().equals(from))
                .map(one -> one.text()).filter(text -> text.startsWith(startsWith))
                .map(text -> text.lines().filter(line -> line.startsWith("Via:")).findFirst().orElse("")).toList();
    }

    @Test
    void anOverloadedCarrierIsSparedAndTheNextOneIsCalled() {
        open();
        Phone.Talk standing = call("+4930123456");
        assertThat(standing.session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(vias("INVITE", "10.0.0.1").get(0)).endsWith(";oc;oc-algo=\"loss\"");
        loss = 100;
        call("+4930123457"); // its answer tells
        assertThat(vias("SIP/2.0 200", "10.0.0.2")).last().asString().contains(";oc=100;oc-algo=\"loss\";", ";oc-validity=1000;oc-seq=");
        int before = lab.carrier(0).talks.size();
        List<Phone.Talk> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(call("+493012346" + i));
        }
        assertThat(calls).allMatch(talk -> talk.session.state() == SessionState.CONFIRMED);
        assertThat(lab.carrier(0).talks).hasSize(before);
        assertThat(lab.carrier(1).talks).hasSize(3);
        assertThat(call("112").session.state()).as("for help").isEqualTo(SessionState.CONFIRMED);
        assertThat(lab.carrier(0).talks).hasSize(before + 1);
        alice.act(standing.session::hangup);
        lab.office.advance(200);
        assertThat(lab.carrier(0).talks.get(0).session.state()).as("in the dialog").isEqualTo(SessionState.ENDED);
        assertThat(lab.office.metrics.count("rvoip_sip_requests_kept_back_total")).isEqualTo(3);
    }

    @Test
    void whenItsTimeIsOverTheCarrierIsCalledAgain() {
        open();
        loss = 100;
        call("+4930123457");
        loss = 0;
        lab.office.advance(1100);
        call("+4930123458");
        assertThat(lab.carrier(0).talks).hasSize(2);
        assertThat(lab.carrier(1).talks).isEmpty();
    }

    @Test
    void whatWeCannotServeIsKeptByPeersThatAskAndRefusedToOthers() {
        open();
        late = 50;
        for (int i = 0; i < 100; i++) {
            alice.call("bob");
            lab.office.advance(10);
        }
        Phone.Talk refused = call("bob");
        assertThat(refused.session.end().orElseThrow().status()).isEqualTo(503);
        String answer = lab.office.wire.stream().map(one -> one.text()).filter(text -> text.startsWith("SIP/2.0 503"))
                .reduce((one, other) -> other).orElseThrow();
        assertThat(answer).containsPattern("Retry-After: ([5-9]|[12][0-9]|30)\r\n").doesNotContain("oc=");
        lab.callIn(0, "sip:+4989777@10.0.0.2", TrunkLab.ALICE);
        assertThat(vias("SIP/2.0 180", "10.0.0.1")).last().asString().containsPattern(";oc=[1-9][0-9];oc-algo=\"loss\";.*;oc-validity=1000;oc-seq=");
        for (int i = 0; i < 100; i++) {
            lab.carrier(1).call("ignored", request -> InviteRequest.of(SipUri.of("sip:" + TrunkLab.ALICE + "@10.0.0.1"), request.from())
                    .withNextHop(request.nextHop()).withMedia(request.media()));
            lab.office.advance(10);
        }
        List<String> toPeer = lab.office.wire.stream().filter(one -> one.to().getAddress().getHostAddress().equals("10.0.0.3"))
                .map(one -> one.text()).filter(text -> text.startsWith("SIP/2.0 503"))
                .filter(text -> !text.contains("Reason: Q.850")).toList(); // which says that all lines are taken
        assertThat(toPeer).as("a peer that did not ask").isNotEmpty().noneMatch(text -> text.contains("Retry-After"));
    }
}
