package io.rvoip.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Metrics;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.engine.registrar.Reach;
import io.rvoip.engine.trunk.Trunk;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.engine.trunk.Trunks;
import io.rvoip.session.NextHop;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls and where it goes, for users and for trunks. */
class CallerTest {
    private final Domains domains = Domains.of("rvoip.test");

    private static Trunk trunk(String address, boolean trusted) {
        TrunkConfig config = TrunkConfig.of("pstn", address).withTrusted(trusted).withTransit(trusted);
        return new Trunks(Trunking.NONE.withTrunk(config), null, Metrics.none(), 0).all().get(0);
    }

    @Test
    void aUserIsKnownByAddressOfRecordAndNotBelievedBeyondThat() {
        Caller caller = new Caller.User("alice smith");
        assertThat(caller.uri(domains).toString()).isEqualTo("sip:alice%20smith@rvoip.test");
        assertThat(caller.party(domains)).isEqualTo("sip:alice smith@rvoip.test");
        assertThat(caller.trusted()).isFalse();
        assertThat(caller.mayDial()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrunkIsBelievedAsConfigured(boolean trusted) {
        SipUri number = SipUri.of("sip:+4930123@rvoip.test;user=phone");
        Caller caller = new Caller.ByTrunk(trunk("sip:carrier.test", trusted), number);
        assertThat(caller.uri(domains)).isEqualTo(number);
        assertThat(caller.party(domains)).isEqualTo("sip:+4930123@rvoip.test;user=phone");
        assertThat(caller.trusted()).isEqualTo(trusted);
        assertThat(caller.mayDial()).as("transit").isEqualTo(trusted);
    }

    @Test
    void aPhoneIsReachedOverItsFlow() {
        Flow flow = Flow.udp(new InetSocketAddress("192.0.2.1", 5060), new InetSocketAddress("192.0.2.9", 5062));
        Place place = new Place.Phone(new PhoneFlows(List.of(new Binding(
                "sip:bob@rvoip.test", SipUri.of("sip:bob@10.0.0.9"), 1, flow, Reach.FLOW, "c", 1, 1, "", 0, true))));
        assertThat(place.target().toString()).isEqualTo("sip:bob@10.0.0.9");
        assertThat(place.nextHop()).isEqualTo(NextHop.over(flow));
        assertThat(place.secure()).isFalse();
        assertThat(place.trusted()).isFalse();
    }

    @Test
    void aGatewayIsReachedByTheAddressOfItsTrunk() {
        SipUri number = SipUri.of("sips:+4930123@carrier.test;user=phone");
        SipUri shown = SipUri.of("sip:+493099@carrier.test");
        Place place = new Place.Gateway(trunk("sips:carrier.test", true), number, shown);
        assertThat(place.caller()).contains(shown);
        assertThat(place.to(SipUri.of("sip:030123@rvoip.test"))).isEqualTo(number);
        assertThat(place.target()).isEqualTo(number);
        assertThat(place.nextHop()).isEqualTo(NextHop.through(SipUri.of("sips:carrier.test")));
        assertThat(place.secure()).isTrue();
        assertThat(place.trusted()).isTrue();
    }
}
