package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.CapacityConfig;
import io.rvoip.engine.overload.EmergencyCalls;
import io.rvoip.engine.overload.OverloadSettings;
import io.rvoip.engine.trunk.NumberList;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.SessionState;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls for help where there is no room for others, seen by the carrier they reach. */
class EmergencyCallTest {
    private static final int PLACES = 2;

    private TrunkLab lab;
    private Phone alice;

    private void open(List<String> numbers) {
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(
                TrunkLab.trunk(0).withMaxCalls(PLACES).withOutbound(NumberList.of("+*", "112"))), setup -> {
            var trunking = setup.config;
            setup.config = config -> trunking.apply(config).withCapacity(CapacityConfig.small().withMaxCalls(PLACES))
                    .withOverload(OverloadSettings.DEFAULT.withEmergency(new EmergencyCalls(numbers)));
        });
        alice = lab.office.registered("alice", 500);
    }

    private Phone.Talk call(String uri) {
        Phone.Talk talk = alice.call("ignored", request -> InviteRequest.of(Uri.of(uri), request.from())
                .withNextHop(request.nextHop()).withCredentials(request.credentials()).withMedia(request.media()));
        lab.office.advance(300);
        return talk;
    }

    private void fill() {
        for (int i = 0; i < PLACES; i++) {
            assertThat(call("sip:+493012345" + i + "@rvoip.test").session.state()).isEqualTo(SessionState.CONFIRMED);
        }
        assertThat(call("sip:+4930999999@rvoip.test").session.end().orElseThrow().status()).isEqualTo(503);
    }

    @Test
    void aFullHouseAndAFullTrunkTakeCallsForHelpAndNoOthers() {
        open(List.of("112"));
        fill();
        for (String uri : List.of("sip:112@rvoip.test", "urn:service:sos.fire")) {
            assertThat(call(uri).session.state()).as(uri).isEqualTo(SessionState.CONFIRMED);
            assertThat(lab.carrier(0).talk().invitation.request().requestUri().toString())
                    .isEqualTo("sip:112@10.0.0.2;user=phone");
        }
        assertThat(lab.info(0).calls()).isEqualTo(PLACES + 2);
        assertThat(call("urn:service:sos").session.end().orElseThrow().status()).as("beyond what is kept").isEqualTo(503);
        lab.close();
    }

    @Test
    void whereNoNumberIsKnownTheUrnLeadsNowhere() {
        open(List.of());
        assertThat(call("urn:service:sos").session.end().orElseThrow().status()).isEqualTo(416);
        lab.close();
    }
}
