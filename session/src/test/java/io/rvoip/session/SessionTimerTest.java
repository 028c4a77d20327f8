package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Session timers (RFC 4028) as both sides, arrow by arrow. */
class SessionTimerTest {
    private static final String TIMER = "Supported: timer";
    private static final String ALLOW = "Allow: INVITE, ACK, BYE, CANCEL, UPDATE";

    private static Node.Setup with(SessionTimers timers) {
        Node.Setup setup = new Node.Setup();
        setup.settings = UserAgentSettings.DEFAULT.withSessionTimers(timers);
        return setup;
    }

    private static SessionTimers request(int seconds) {
        return SessionTimers.DEFAULT.withPolicy(SessionTimers.Policy.REQUEST).withInterval(Duration.ofSeconds(seconds));
    }

    /** Calls of ours that want a timer of 90 s. */
    abstract static class CallingFixture extends PeerFixture {
        @Override
        Node.Setup setup() {
            return with(request(90));
        }

        Established answered(String... more) {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            return answered(call, invite, more);
        }

        Established answered(Node.Call call, ReceivedSip invite, String... more) {
            String[] lines = new String[more.length + 2];
            System.arraycopy(more, 0, lines, 0, more.length);
            lines[more.length] = contact();
            lines[more.length + 1] = SDP;
            String raw = invite.text().responseWith(answer(), 200, "OK", lines);
            peer.send(raw.replaceFirst(";tag=peer[0-9a-f]+", ";tag=bob"), invite.from());
            peer.expect("ACK");
            return new Established(call.session(), call.events(), invite);
        }

        void byeBecauseExpired(Established call) {
            ReceivedSip bye = peer.expect("BYE");
            assertThat(bye.header("Reason")).contains("cause=408");
            peer.respond(bye, 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.SESSION_EXPIRED);
        }

        long secondsSince(ReceivedSip earlier, ReceivedSip later) {
            return Duration.ofNanos(later.atNanos() - earlier.atNanos()).toSeconds();
        }
    }

    @Nested
    class Calling extends CallingFixture {
        @Test
        void theInviteAsksAndLeavesTheRoleOpen() {
            Established call = answered();
            assertThat(call.invite().header("Session-Expires")).isEqualTo("90");
            assertThat(call.invite().header("Supported")).contains("timer");
            assertThat(call.invite().text().has("Min-SE")).isFalse();
            hangUp(call.session());
        }

        @Test
        void asRefresherWeSendUpdateWithoutDescriptionAtHalfTime() {
            Established call = answered("Session-Expires: 90;refresher=uac", "Require: timer", ALLOW);
            time.advance(Duration.ofSeconds(44));
            assertThat(peer.count("UPDATE")).isZero();
            ReceivedSip update = peer.expect("UPDATE");
            assertThat(update.text().body()).isEmpty();
            assertThat(update.header("Session-Expires")).isEqualTo("90;refresher=uac");
            assertThat(update.header("Contact")).contains(ourAddress());
            peer.respond(update, 200, "OK", contact(), "Session-Expires: 90;refresher=uac", "Require: timer");
            ReceivedSip next = peer.expect("UPDATE", Duration.ofSeconds(50));
            assertThat(secondsSince(update, next)).isBetween(44L, 46L);
            peer.respond(next, 200, "OK", contact(), "Session-Expires: 90;refresher=uac", "Require: timer");
            hangUp(call.session());
        }

        @Test
        void withoutUpdateAtTheFarEndWeSendTheSameDescriptionAgain() {
            Established call = answered("Session-Expires: 90;refresher=uac", "Require: timer");
            ReceivedSip reinvite = peer.expect("INVITE", Duration.ofSeconds(46));
            assertThat(reinvite.header("Session-Expires")).isEqualTo("90;refresher=uac");
            assertThat(reinvite.text().body()).contains("m=audio");
            peer.respondWith(answer(), reinvite, 200, "OK", contact(), SDP, "Session-Expires: 90;refresher=uac");
            peer.expect("ACK");
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(call.session());
        }

        @Test
        void updateThatIsNotThereAfterAllBecomesAReinvite() {
            Established call = answered("Session-Expires: 90;refresher=uac", ALLOW);
            peer.respond(peer.expect("UPDATE", Duration.ofSeconds(46)), 405, "Method Not Allowed");
            ReceivedSip reinvite = peer.expect("INVITE");
            peer.respondWith(answer(), reinvite, 200, "OK", contact(), SDP, "Session-Expires: 90;refresher=uac");
            peer.expect("ACK");
            hangUp(call.session());
        }

        @Test
        void aFarEndWithoutTimersIsRefreshedByUs() {
            Established call = answered(ALLOW);
            ReceivedSip update = peer.expect("UPDATE", Duration.ofSeconds(46));
            peer.respond(update, 200, "OK", contact());
            peer.expect("UPDATE", Duration.ofSeconds(46));
            hangUp(call.session());
        }

        @Test
        void aFarEndWithoutTimersThatRefusesIsThereNevertheless() {
            Established call = answered(ALLOW);
            for (int i = 0; i < 4; i++) {
                peer.respond(peer.expect("UPDATE", Duration.ofSeconds(46)), 500, "Server Internal Error");
            }
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            hangUp(call.session());
        }

        @Test
        void silenceAtARefreshEndsTheCall() {
            Established call = answered("Session-Expires: 90;refresher=uac", ALLOW);
            peer.expect("UPDATE", Duration.ofSeconds(46));
            ReceivedSip bye = peer.expect("BYE", Duration.ofSeconds(33));
            peer.respond(bye, 200, "OK");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
        }

        @Test
        void lostDialogAtARefreshEndsTheCall() {
            Established call = answered("Session-Expires: 90;refresher=uac", ALLOW);
            peer.respond(peer.expect("UPDATE", Duration.ofSeconds(46)), 481, "Call/Transaction Does Not Exist");
            peer.respond(peer.expect("BYE"), 481, "Call/Transaction Does Not Exist");
            time.runReady();
            assertThat(call.events().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
        }

        @Test
        void refusedRefreshesAreTriedAgainUntilTheSessionExpires() {
            Established call = answered("Session-Expires: 90;refresher=uac", TIMER, ALLOW);
            peer.when("UPDATE", update -> peer.respond(update, 500, "Server Internal Error"));
            time.advance(Duration.ofSeconds(89));
            assertThat(peer.count("UPDATE")).isBetween(3L, 5L);
            byeBecauseExpired(call);
        }

        @Test
        void asTheOtherSideWeEndTheCallSlightlyBeforeItExpires() {
            Established call = answered("Session-Expires: 90;refresher=uas", "Require: timer");
            time.advance(Duration.ofSeconds(59));
            assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
            byeBecauseExpired(call); // a third of 90 s early
        }

        @Test
        void theirRefreshKeepsTheCall() {
            Established call = answered("Session-Expires: 120;refresher=uas", "Require: timer");
            for (int i = 1; i < 5; i++) {
                time.advance(Duration.ofSeconds(50));
                peer.send(within(call, "UPDATE", i, "", contact(), TIMER, "Session-Expires: 120;refresher=uac"),
                        node.address);
                ReceivedSip ok = peer.expect("200 UPDATE");
                assertThat(ok.header("Session-Expires")).isEqualTo("90;refresher=uac"); // ours is shorter
                assertThat(ok.header("Require")).isEqualTo("timer");
            }
            time.advance(Duration.ofSeconds(55));
            byeBecauseExpired(call);
        }

        @Test
        void tooSmallIsAskedAgainWithWhatTheFarEndWants() {
            Node.Call call = call();
            ReceivedSip first = peer.expect("INVITE");
            peer.respond(first, 422, "Session Interval Too Small", "Min-SE: 240");
            peer.expect("ACK");
            ReceivedSip second = peer.expect("INVITE");
            assertThat(second.header("Session-Expires")).isEqualTo("240");
            assertThat(second.header("Min-SE")).isEqualTo("240");
            assertThat(second.header("Call-ID")).isEqualTo(first.header("Call-ID"));
            assertThat(second.header("From")).isEqualTo(first.header("From"));
            assertThat(second.header("CSeq").split(" ")[0])
                    .isEqualTo("" + (Long.parseLong(first.header("CSeq").split(" ")[0]) + 1));
            Established established = answered(call, second, "Session-Expires: 240;refresher=uac", ALLOW);
            ReceivedSip update = peer.expect("UPDATE", Duration.ofSeconds(121));
            peer.respond(update, 200, "OK", contact(), "Session-Expires: 240;refresher=uac");
            hangUp(established.session());
        }

        @ParameterizedTest
        @CsvSource({"90", "''", "86401"})
        void tooSmallThatMakesNoSenseEndsTheCall(String least) {
            Node.Call call = call();
            ReceivedSip invite = peer.expect("INVITE");
            if (least.isEmpty()) {
                peer.respond(invite, 422, "Session Interval Too Small");
            } else {
                peer.respond(invite, 422, "Session Interval Too Small", "Min-SE: " + least);
            }
            peer.expect("ACK");
            assertThat(call.events().end().status()).isEqualTo(422);
        }

        @Test
        void endlessTooSmallIsGivenUp() {
            int[] least = {100};
            peer.when("INVITE", invite ->
                    peer.respond(invite, 422, "Session Interval Too Small", "Min-SE: " + (least[0] += 10)));
            Node.Call call = call();
            time.advance(Duration.ofSeconds(5));
            assertThat(peer.count("INVITE")).isEqualTo(4);
            assertThat(call.events().end().status()).isEqualTo(422);
        }

        @Test
        void tooSmallWithinTheCallIsAskedAgain() {
            Established call = answered("Session-Expires: 90;refresher=uac", TIMER, ALLOW);
            ReceivedSip update = peer.expect("UPDATE", Duration.ofSeconds(46));
            peer.respond(update, 422, "Session Interval Too Small", "Min-SE: 200");
            ReceivedSip again = peer.expect("UPDATE");
            assertThat(again.header("Session-Expires")).isEqualTo("200;refresher=uac");
            assertThat(again.header("Min-SE")).isEqualTo("200");
            peer.respond(again, 200, "OK", contact(), "Session-Expires: 200;refresher=uac");
            time.advance(Duration.ofSeconds(95));
            assertThat(peer.count("UPDATE")).isEqualTo(2);
            hangUp(call.session());
        }

        @Test
        void aReinviteForAnythingRefreshesToo() {
            Established call = answered("Session-Expires: 90;refresher=uac", ALLOW);
            time.advance(Duration.ofSeconds(40));
            call.session().hold();
            ReceivedSip reinvite = peer.expect("INVITE");
            assertThat(reinvite.header("Session-Expires")).isEqualTo("90;refresher=uac");
            peer.respondWith(FakeMediaPort.sdp("recvonly", 2), reinvite, 200, "OK", contact(), SDP,
                    "Session-Expires: 90;refresher=uac");
            peer.expect("ACK");
            time.advance(Duration.ofSeconds(40));
            assertThat(peer.count("UPDATE")).isZero();
            hangUp(call.session());
        }

        @Test
        void theTimerMayBeSwitchedOffByTheFarEnd() {
            Established call = answered("Session-Expires: 90;refresher=uac", TIMER, ALLOW);
            peer.respond(peer.expect("UPDATE", Duration.ofSeconds(46)), 200, "OK", contact());
            time.advance(Duration.ofMinutes(30));
            assertThat(peer.count("UPDATE")).isEqualTo(1);
            hangUp(call.session());
        }

        @Test
        void anAbsurdIntervalIsNotFollowed() {
            Established call = answered("Session-Expires: 1;refresher=uac", ALLOW);
            time.advance(Duration.ofSeconds(44));
            assertThat(peer.count("UPDATE")).isZero();
            hangUp(call.session());
        }
    }

    @Nested
    class CallingWithoutAsking extends CallingFixture {
        @Override
        Node.Setup setup() {
            return new Node.Setup();
        }

        @Test
        void theInviteOnlySaysThatWeCould() {
            Established call = answered();
            assertThat(call.invite().text().has("Session-Expires")).isFalse();
            assertThat(call.invite().header("Supported")).contains("timer");
            time.advance(Duration.ofHours(2));
            assertThat(peer.received()).filteredOn(m -> m.text().isRequest()).hasSize(2);
            hangUp(call.session());
        }

        @Test
        void whatTheFarEndOrAProxyWantsIsDone() {
            Established call = answered("Session-Expires: 100;refresher=uac", "Require: timer", ALLOW);
            peer.respond(peer.expect("UPDATE", Duration.ofSeconds(51)), 200, "OK", contact(),
                    "Session-Expires: 100;refresher=uac");
            hangUp(call.session());
        }
    }

    @Nested
    class Relayed extends CallingFixture {
        @Test
        void theSameDescriptionIsSentAgain() {
            Node.Call call = node.call(node.requestTo(target)
                    .withMedia(MediaPlan.relay()).withOffer(SdpBody.of(FakeMediaPort.sdp("sendrecv", 7))));
            ReceivedSip invite = peer.expect("INVITE");
            Established established = answered(call, invite);
            ReceivedSip reinvite = peer.expect("INVITE", Duration.ofSeconds(46));
            assertThat(reinvite.text().body()).isEqualTo(FakeMediaPort.sdp("sendrecv", 7));
            peer.respondWith(answer(), reinvite, 200, "OK", contact(), SDP);
            peer.expect("ACK");
            hangUp(established.session());
        }
    }

    /** Calls to us. */
    abstract static class AnsweringFixture extends CalledFixture {
        Invitation taken(String... more) {
            Invitation invitation = ring(more);
            invitation.accept();
            return invitation;
        }
    }

    @Nested
    class Called extends AnsweringFixture {
        @Override
        Node.Setup setup() {
            return with(request(90));
        }

        /** Table 2 of §9. */
        @ParameterizedTest
        @CsvSource({
            "Supported: timer, Session-Expires: 90, 90;refresher=uac, timer",
            "Supported: timer, Session-Expires: 90;refresher=uac, 90;refresher=uac, timer",
            "Supported: timer, Session-Expires: 90;refresher=uas, 90;refresher=uas, timer",
            "X-Nothing: here, Session-Expires: 90, 90;refresher=uas, ''",
            "Supported: timer, X-Nothing: here, 90;refresher=uac, timer",
            "Supported: timer, Session-Expires: 1800, 90;refresher=uac, timer",
            "X-Nothing: here, X-More: nothing, '', ''"})
        void the200SaysWhoRefreshes(String supported, String asked, String said, String require) {
            Invitation invitation = taken(supported, asked);
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().maybe("Session-Expires").orElse("")).isEqualTo(said);
            assertThat(ok.text().maybe("Require").orElse("")).isEqualTo(require);
            ack(ok);
            hangUp(invitation.session());
        }

        @Test
        void theirMinimumIsNotUndercut() {
            Invitation invitation = taken(TIMER, "Session-Expires: 1800", "Min-SE: 300");
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.header("Session-Expires")).isEqualTo("300;refresher=uac");
            ack(ok);
            hangUp(invitation.session());
        }

        @Test
        void tooSmallIsRefusedWithTheMinimum() {
            send(FakeMediaPort.sdp("sendrecv", 1), TIMER, "Session-Expires: 89");
            assertThat(peer.expect("422").header("Min-SE")).isEqualTo("90");
            assertThat(node.invitations).isEmpty();
        }

        @Test
        void tooSmallOfAProxyIsNotUsedAgainstTheCaller() {
            Invitation invitation = taken("Session-Expires: 60");
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().has("Session-Expires")).isFalse();
            ack(ok);
            hangUp(invitation.session());
        }

        @Test
        void asRefresherWeRefresh() {
            Invitation invitation = taken(TIMER, "Session-Expires: 90;refresher=uas", ALLOW);
            ack(peer.expect("200 INVITE"));
            ReceivedSip update = peer.expect("UPDATE", Duration.ofSeconds(46));
            assertThat(update.header("Session-Expires")).isEqualTo("90;refresher=uac");
            peer.respond(update, 200, "OK", contact(), "Session-Expires: 90;refresher=uac");
            hangUp(invitation.session());
        }

        @Test
        void aCallerWithoutTimersIsRefreshedByUs() {
            Invitation invitation = taken();
            ack(peer.expect("200 INVITE"));
            ReceivedSip reinvite = peer.expect("INVITE", Duration.ofSeconds(46));
            peer.respondWith(answer(), reinvite, 200, "OK", contact(), SDP);
            peer.expect("ACK");
            hangUp(invitation.session());
        }

        @Test
        void withoutTheirRefreshTheCallEnds() {
            Invitation invitation = taken(TIMER, "Session-Expires: 90");
            ack(peer.expect("200 INVITE"));
            peer.respond(peer.expect("BYE", Duration.ofSeconds(61)), 200, "OK");
            time.runReady();
            assertThat(events().end().cause()).isEqualTo(EndCause.SESSION_EXPIRED);
            assertThat(events().end().who()).isEqualTo(EndParty.SYSTEM);
            assertThat(invitation.session().state()).isEqualTo(SessionState.ENDED);
        }

        @Test
        void theirReinviteRefreshes() {
            Invitation invitation = taken(TIMER, "Session-Expires: 90");
            ReceivedSip ok = peer.expect("200 INVITE");
            ack(ok);
            time.advance(Duration.ofSeconds(45));
            String body = FakeMediaPort.sdp("sendrecv", 1);
            String again = dialogRequestWith(
                    body, "INVITE", 20, ok, contact(), TIMER, "Session-Expires: 90;refresher=uac");
            peer.send(again, node.address);
            ReceivedSip second = peer.expect("200 INVITE");
            assertThat(second.header("Session-Expires")).isEqualTo("90;refresher=uac");
            peer.send(io.rvoip.testing.SipText.read(again).ack(second.text(), "z9hG4bKagain"), node.address);
            time.advance(Duration.ofSeconds(58));
            assertThat(invitation.session().state()).isEqualTo(SessionState.CONFIRMED);
            peer.respond(peer.expect("BYE"), 200, "OK");
        }
    }

    @Nested
    class CalledWithoutAsking extends AnsweringFixture {
        @Test
        void theirWishIsCopied() {
            Invitation invitation = taken(TIMER, "Session-Expires: 3600");
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.header("Session-Expires")).isEqualTo("3600;refresher=uac");
            ack(ok);
            hangUp(invitation.session());
        }

        @Test
        void withoutAWishThereIsNoTimer() {
            Invitation invitation = taken(TIMER);
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().has("Session-Expires")).isFalse();
            ack(ok);
            time.advance(Duration.ofHours(2));
            hangUp(invitation.session());
        }
    }

    @Nested
    class Off extends AnsweringFixture {
        @Override
        Node.Setup setup() {
            return with(SessionTimers.DEFAULT.withPolicy(SessionTimers.Policy.OFF));
        }

        @Test
        void timersAreNeitherOfferedNorFollowed() {
            Invitation invitation = taken(TIMER, "Session-Expires: 90");
            ReceivedSip ok = peer.expect("200 INVITE");
            assertThat(ok.text().has("Session-Expires")).isFalse();
            assertThat(ok.header("Supported")).isEqualTo("100rel");
            ack(ok);
            time.advance(Duration.ofMinutes(5));
            hangUp(invitation.session());
        }

        @Test
        void callsThatRequireThemAreRefused() {
            send(FakeMediaPort.sdp("sendrecv", 1), "Require: timer");
            assertThat(peer.expect("420").header("Unsupported")).isEqualTo("timer");
        }
    }

    @Nested
    class Settings {
        @Test
        void areWithinTheBoundsOfTheRfc() {
            assertThatThrownBy(() -> SessionTimers.DEFAULT.withMinimum(Duration.ofSeconds(89)))
                    .hasMessage("minimum: PT1M29S (expected: 90 s to 24 h, whole seconds)");
            assertThatThrownBy(() -> new SessionTimers(
                    SessionTimers.Policy.REQUEST, Duration.ofSeconds(100), Duration.ofSeconds(200)))
                    .hasMessage("interval: PT1M40S (expected: 200 s to 24 h, whole seconds)");
            assertThatThrownBy(() -> SessionTimers.DEFAULT.withInterval(Duration.ofHours(25)))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void oneBoundMovesTheOther() {
            SessionTimers longer = SessionTimers.DEFAULT.withMinimum(Duration.ofHours(1));
            assertThat(longer.interval()).isEqualTo(Duration.ofHours(1));
            assertThat(longer.withInterval(Duration.ofSeconds(100)).minimum()).isEqualTo(Duration.ofSeconds(100));
        }
    }
}
