package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.engine.identity.Identity;
import io.rvoip.session.HeaderLine;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.SessionEvent;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Privacy;
import io.rvoip.sip.uri.SipUri;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes the border of the trust domain: a trunk that is trusted is within it, any other is not. */
class TrunkIdentityTest {
    private static final String NUMBER = "sip:+493012340@10.0.0.2;user=phone";
    private static final List<HeaderLine> SAID = List.of(
            new HeaderLine("P-Asserted-Identity", "\"Grandma\" <sip:+493012399@carrier.test>, <tel:+493012399>"),
            new HeaderLine("History-Info", "<sip:+4930999@carrier.test>;index=1"),
            new HeaderLine("Diversion", "<sip:+4930999@carrier.test>;reason=no-answer"));

    private TrunkLab lab;
    private Phone alice;

    private void open(boolean trusted) {
        lab = new TrunkLab(1, trunking -> trunking.withTrunk(TrunkLab.trunk(0).withTrusted(trusted)), setup -> {
            UnaryOperator<EngineConfig.Builder> trunks = setup.config;
            setup.config = config -> trunks.apply(config)
                    .withIdentity(IdentitySettings.DEFAULT.withHistoryToPhones(true));
        });
        alice = lab.office.registered("alice", 500).answersAfter(200);
    }

    @AfterEach
    void nothingIsLeft() {
        lab.close();
    }

    private static InviteRequest with(InviteRequest request, List<HeaderLine> lines) {
        InviteRequest all = request;
        for (HeaderLine line : lines) {
            all = all.withHeader(line.name(), line.value());
        }
        return all;
    }

    private Phone.Talk callIn(List<HeaderLine> lines) {
        Phone.Talk talk = lab.carrier(0).call("ignored", request -> with(InviteRequest
                .of(SipUri.of("sip:" + TrunkLab.ALICE + "@10.0.0.1"),
                        NameAddr.of("Grandma", SipUri.of("sip:03012399@carrier.test")))
                .withNextHop(request.nextHop()).withMedia(request.media()), lines));
        lab.office.advance(1000);
        return talk;
    }

    private SipRequest heard() {
        return alice.talk().invitation.request();
    }

    /** What the carrier gets when alice calls, anonymously or not. */
    private SipRequest calledOut(boolean anonymous) {
        alice.call("030123456", request -> anonymous ? InviteRequest.of(request.target(), Identity.ANONYMOUS)
                .withNextHop(request.nextHop()).withCredentials(request.credentials()).withMedia(request.media())
                : request);
        lab.office.advance(300);
        return lab.carrier(0).talk().invitation.request();
    }

    @Test
    void whatATrustedTrunkSaysReachesThePhone() {
        open(true);
        callIn(SAID);
        assertThat(heard().headers(HeaderKind.P_ASSERTED_IDENTITY)).extracting(NameAddr::toString)
                .containsExactly("\"Grandma\" <sip:+493012399@carrier.test>", "<tel:+493012399>");
        assertThat(heard().rawAll("History-Info")).containsExactly(
                "<sip:+4930999@carrier.test>;index=1", "<sip:+493012340@10.0.0.1>;index=1.0",
                "<" + heard().requestUri() + ">;index=1.0.1;rc=1.0");
        assertThat(heard().rawAll("Diversion")).containsExactly("<sip:+4930999@carrier.test>;reason=no-answer");
        assertThat(lab.office.engine.calls().get(0).asserted()).contains("sip:+493012399@carrier.test");
    }

    @Test
    void whatAnotherTrunkSaysDoesNot() {
        open(false);
        callIn(SAID);
        assertThat(heard().has(HeaderKind.P_ASSERTED_IDENTITY)).isFalse();
        assertThat(heard().has(HeaderKind.DIVERSION)).isFalse();
        assertThat(heard().toString()).doesNotContain("4930999").doesNotContain("carrier.test");
        assertThat(lab.office.engine.calls().get(0).asserted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverCallsInMayStayUnknown(boolean trusted) {
        open(trusted);
        callIn(List.of(SAID.get(0), new HeaderLine("Privacy", "id;user")));
        assertThat(heard().from().uri()).isEqualTo(Identity.ANONYMOUS.uri());
        assertThat(heard().toString()).doesNotContain("3012399").doesNotContain("Grandma");
        assertThat(lab.office.engine.calls().get(0).asserted().isPresent()).isEqualTo(trusted);
    }

    @Test
    void aTrustedTrunkIsToldWhoCallsAnonymouslyAndToKeepIt() {
        open(true);
        SipRequest invite = calledOut(true);
        assertThat(invite.from().uri()).isEqualTo(Identity.ANONYMOUS.uri());
        assertThat(invite.headers(HeaderKind.P_ASSERTED_IDENTITY)).extracting(address -> address.uri().toString())
                .containsExactly(NUMBER);
        assertThat(invite.headers(HeaderKind.PRIVACY)).containsExactly(Privacy.of(Privacy.ID));
        assertThat(invite.rawAll("History-Info")).containsExactly(
                "<sip:030123456@rvoip.test>;index=1", "<" + invite.requestUri() + ">;index=1.1;rc=1");
    }

    @Test
    void anotherTrunkIsNot() {
        open(false);
        SipRequest invite = calledOut(true);
        assertThat(invite.from().uri()).isEqualTo(Identity.ANONYMOUS.uri());
        assertThat(invite.headerNames())
                .doesNotContain("P-Asserted-Identity", "Privacy", "History-Info", "Diversion");
        assertThat(invite.toString()).doesNotContain("alice").doesNotContain("3012340");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void openlyBothSeeTheNumberAndOnlyTheTrustedHaveItAsserted(boolean trusted) {
        open(trusted);
        SipRequest invite = calledOut(false);
        assertThat(invite.from().uri()).hasToString(NUMBER);
        assertThat(invite.headers(HeaderKind.P_ASSERTED_IDENTITY)).extracting(address -> address.uri().toString())
                .isEqualTo(trusted ? List.of(NUMBER) : List.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTrustedTrunkIsToldWhoAnswers(boolean trusted) {
        open(trusted);
        Phone.Talk call = callIn(List.of());
        SipResponse ok = call.events.stream().filter(SessionEvent.Answered.class::isInstance)
                .map(event -> ((SessionEvent.Answered) event).response()).findFirst().orElseThrow();
        assertThat(ok.rawAll("P-Asserted-Identity")).isEqualTo(trusted ? List.of("<sip:alice@rvoip.test>") : List.of());
    }
}
