package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.CapacityConfig;
import io.rvoip.engine.identity.Identity;
import io.rvoip.session.CallEnd;
import io.rvoip.session.InviteRequest;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Q850;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.HistoryInfo;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.uri.SipUri;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the two sides of a call learn of each other, bridged and proxied, and why it ended in the telephone's words. */
class IdentityCallTest {
    private static final List<String> FORGED = List.of(
            "P-Asserted-Identity", "P-Preferred-Identity", "History-Info", "Diversion", "Remote-Party-ID",
            "X-Internal-Auth");
    private static final UnaryOperator<InviteRequest> AS_THE_BOSS = request -> {
        InviteRequest forged = request;
        for (String name : FORGED) {
            forged = forged.withHeader(name, "\"Boss\" <sip:boss@rvoip.test>;index=1");
        }
        return forged;
    };
    private static final UnaryOperator<InviteRequest> ANONYMOUS = request -> {
        InviteRequest anonymous = InviteRequest.of(request.target(), Identity.ANONYMOUS).withNextHop(request.nextHop())
                .withCredentials(request.credentials()).withMedia(request.media());
        return anonymous.withHeader("Subject", "alice wants something").withHeader("Privacy", "id");
    };

    private Office office;
    private Phone alice;
    private Phone bob;

    private void open(UnaryOperator<EngineConfig.Builder> config) {
        Office.Setup setup = new Office.Setup();
        setup.config = config;
        office = new Office(setup);
        alice = office.registered("alice", 500);
        bob = office.registered("bob", 900).answersAfter(500);
    }

    private void open(EngineMode mode, IdentitySettings settings) {
        open(config -> config.withMode(mode)
                .withIdentity(settings.withInternalHeaders(List.of("X-Internal-Auth"))));
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    /** What bob's phone got, after the call. */
    private SipRequest heardByBob(UnaryOperator<InviteRequest> change) {
        Phone.Talk call = alice.call("bob", change);
        office.advance(1500);
        SipRequest heard = bob.talk().invitation.request();
        alice.act(call.session::hangup);
        office.advance(500);
        return heard;
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void aPhoneCannotSayWhoItIs(EngineMode mode) {
        open(mode, IdentitySettings.DEFAULT);
        SipRequest heard = heardByBob(AS_THE_BOSS);
        assertThat(heard.headers(HeaderKind.P_ASSERTED_IDENTITY)).extracting(NameAddr::toString)
                .containsExactly("\"The alice\" <sip:alice@rvoip.test>");
        assertThat(heard.headerNames()).doesNotContainAnyElementsOf(FORGED.subList(1, FORGED.size()));
        assertThat(heard.toString()).doesNotContain("boss");
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void aPhoneIsToldNothingWhereTheSettingsSaySo(EngineMode mode) {
        open(mode, IdentitySettings.DEFAULT.withAssertToPhones(false));
        assertThat(heardByBob(AS_THE_BOSS).has(HeaderKind.P_ASSERTED_IDENTITY)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void aPhoneLearnsWhichWayTheCallCame(EngineMode mode) {
        open(mode, IdentitySettings.DEFAULT.withHistoryToPhones(true));
        Phone other = office.registered("bob", 1300);
        SipRequest first = heardByBob(AS_THE_BOSS);
        SipRequest second = other.talk().invitation.request();
        assertThat(first.headers(HeaderKind.HISTORY_INFO)).extracting(HistoryInfo::toString).containsExactly(
                "<sip:bob@rvoip.test>;index=1", "<" + first.requestUri() + ">;index=1.1;rc=1");
        assertThat(second.headers(HeaderKind.HISTORY_INFO)).extracting(HistoryInfo::toString).containsExactly(
                "<sip:bob@rvoip.test>;index=1", "<" + second.requestUri() + ">;index=1.2;rc=1");
    }

    @Test
    void whoWantsToStayUnknownIs() {
        open(EngineMode.B2BUA, IdentitySettings.DEFAULT.withHistoryToPhones(true));
        SipRequest heard = heardByBob(ANONYMOUS);
        assertThat(heard.from().uri()).isEqualTo(Identity.ANONYMOUS.uri());
        assertThat(heard.toString()).doesNotContain("alice").doesNotContain(alice.host.address().getHostAddress());
        assertThat(heard.has(HeaderKind.PRIVACY)).as("all of it was done").isFalse();
        assertThat(office.record().caller()).isEqualTo("sip:alice@rvoip.test");
        assertThat(office.record().asserted()).contains("sip:alice@rvoip.test");
    }

    @Test
    void aProxyKeepsAnIdentityBackAndNothingElse() {
        open(EngineMode.PROXY, IdentitySettings.DEFAULT);
        SipRequest heard = heardByBob(ANONYMOUS);
        assertThat(heard.has(HeaderKind.P_ASSERTED_IDENTITY)).isFalse();
        assertThat(heard.has(HeaderKind.PRIVACY)).isFalse();
        assertThat(heard.from().uri()).isEqualTo(Identity.ANONYMOUS.uri());
    }

    @ParameterizedTest
    @CsvSource({"B2BUA, ANCHORED, session;critical, 200", "B2BUA, DIRECT, session;critical, 500",
        "B2BUA, DIRECT, user;header;id;critical, 200", "B2BUA, DIRECT, session, 200", "PROXY, DIRECT, id;critical, 200",
        "PROXY, DIRECT, user;critical, 500", "PROXY, DIRECT, user, 200", "B2BUA, ANCHORED, x-new;critical, 500"})
    void whatIsCriticalAndNotToBeHadEndsTheCall(EngineMode mode, MediaMode media, String wish, int status) {
        open(config -> config.withMode(mode).withMediaMode(media));
        Phone.Talk call = alice.call("bob", request -> request.withHeader("Privacy", wish));
        office.advance(1500);
        if (status == 200) {
            alice.act(call.session::hangup);
            assertThat(bob.talks).hasSize(1);
        } else {
            assertThat(call.end().status()).isEqualTo(status);
            assertThat(call.end().text() + call.end().reasons()).containsIgnoringCase("privacy not available: ");
            assertThat(bob.talks).isEmpty();
        }
    }

    @Test
    void aWishThatCannotBeReadCountsAsTheStrictest() {
        open(config -> config);
        SipRequest heard = heardByBob(request -> request.withHeader("Privacy", "id user"));
        assertThat(heard.from().uri()).isEqualTo(Identity.ANONYMOUS.uri());
        assertThat(heard.has(HeaderKind.P_ASSERTED_IDENTITY)).isFalse();
    }

    /** Q.850 in Reason: on the wire at both sides, and in the record. */
    @Nested
    class Causes {
        private void expect(CallEnd at, int cause) {
            assertThat(at.q850()).as(at.toString()).hasValue(cause);
        }

        @Test
        void nobodyThere() {
            open(config -> config);
            Phone.Talk call = alice.call("carol");
            office.advance(500);
            expect(call.end(), 18);
            assertThat(call.end().reasons()).extracting(Reason::toString).containsExactly(
                    "SIP;cause=480;text=\"Temporarily Unavailable\"", "Q.850;cause=18;text=\"No user responding\"");
            expect(office.record().end(), 18);
        }

        @Test
        void anOperatorHangsUp() {
            open(config -> config);
            Phone.Talk call = alice.call("bob");
            office.advance(1500);
            office.engine.hangup(office.engine.calls().get(0).id());
            office.advance(500);
            expect(call.end(), Q850.NORMAL_CLEARING);
            expect(bob.talk().end(), Q850.NORMAL_CLEARING);
            expect(office.record().end(), Q850.NORMAL_CLEARING);
        }

        @Test
        void anOperatorHangsUpBeforeTheAnswer() {
            open(config -> config);
            Phone.Talk call = alice.call("bob");
            office.advance(200);
            office.engine.hangup(office.engine.calls().get(0).id());
            office.advance(500);
            expect(call.end(), Q850.NORMAL_CLEARING);
            assertThat(call.end().status()).isEqualTo(480);
            expect(bob.talk().end(), Q850.NORMAL_CLEARING);
        }

        @Test
        void nothingIsHeardAnyMore() {
            open(config -> config.withSilence(new SilenceRule(Duration.ofSeconds(10), true)));
            Phone.Talk call = alice.call("bob");
            office.advance(1500);
            bob.host.block();
            office.advance(15_000);
            bob.host.unblock();
            expect(call.end(), 102);
            expect(office.record().end(), 102);
        }

        @Test
        void aStopEndsWhatIsLeft() {
            open(config -> config);
            Phone.Talk call = alice.call("bob");
            office.advance(1500);
            office.engine.stop(Duration.ofSeconds(2));
            office.advance(5000);
            expect(call.end(), 41);
            expect(bob.talk().end(), 41);
            expect(office.record().end(), 41);
        }

        @Test
        void thereIsNoRoom() {
            open(config -> config.withCapacity(CapacityConfig.small().withMaxCalls(1)));
            Phone.Talk first = alice.call("bob");
            office.advance(1500);
            alice.call("bob");
            office.advance(500);
            alice.act(first.session::hangup);
            assertThat(office.wire.stream().map(d -> new String(d.bytes(), StandardCharsets.UTF_8)))
                    .filteredOn(text -> text.startsWith("SIP/2.0 503")).isNotEmpty()
                    .allMatch(text -> text.contains("Reason: Q.850;cause=41;text=\"Temporary failure\"\r\n"));
        }

        @Test
        void whatAPhoneSaysIsPassedOnAsItIs() {
            open(config -> config);
            bob.onCall = talk -> talk.invitation.reject(486);
            Phone.Talk call = alice.call("bob");
            office.advance(500);
            assertThat(call.end().reasons()).extracting(Reason::toString)
                    .containsExactly("SIP;cause=486;text=\"Busy Here\"");
            assertThat(office.record().end().q850()).isEmpty();
        }
    }
}
