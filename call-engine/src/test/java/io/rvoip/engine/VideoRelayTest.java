package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.EndCause;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SipText;
import io.rvoip.testing.VirtualHost;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Video that comes and goes within a call, message by message at both far ends: who is asked what, and who sees whom. */
class VideoRelayTest {
    private static final String ON = "sendrecv";
    private static final String DECLINED = "declined";
    private static final String NONE = "none";

    private final TrunkLab lab = new TrunkLab(0, trunking -> trunking.withTrunk(TrunkLab.trunk(0)));
    private final Office office = lab.office;
    private final VideoEnd caller = caller();
    private final VideoEnd phone = phone();

    private VideoEnd caller() {
        VirtualHost host = office.network.host();
        return new VideoEnd(office, host, ScriptedSipPeer.on(office.time, host, 5060), 96);
    }

    private VideoEnd phone() {
        VirtualHost host = office.network.host();
        ScriptedSipPeer peer = ScriptedSipPeer.on(office.time, host, 5060);
        office.bind("alice", "sip:alice@" + peer.hostPort(), peer.address());
        return new VideoEnd(office, host, peer, 110);
    }

    @AfterEach
    void nothingIsLeft() {
        office.advance(40_000);
        assertThat(office.engine.counts().calls()).isZero();
        assertThat(office.media.portPairsInUse()).isZero();
        assertThat(office.metrics.gaugeValue("rvoip_media_video_ports")).isZero();
        lab.close();
    }

    /** @param video of both from the start */
    private void talking(String video) {
        SipText invite = caller.call("sip:03012399@carrier.test", "sip:03012340@10.0.0.1", video);
        phone.takesCall(phone.peer.expect("INVITE"), video);
        caller.answered(invite);
        office.advance(100);
        assertThat(office.media.portPairsInUse()).isEqualTo(video.equals(NONE) ? 2 : 4);
    }

    private void bothSee() {
        assertThat(phone.sees(caller)).as("the phone sees the caller").isTrue();
        assertThat(caller.sees(phone)).as("the caller sees the phone").isTrue();
    }

    /** Nobody is asked anything more. */
    private void isQuiet() {
        caller.peer.expectNothing(Duration.ofSeconds(10));
        phone.peer.expectNothing(Duration.ofMillis(10));
    }

    private void hangUp() {
        caller.hangsUp();
        phone.isHungUpOn();
        assertThat(office.record().end().cause()).isEqualTo(EndCause.HANGUP);
    }

    private static String video(ReceivedSip message) {
        return VideoEnd.video(message.text());
    }

    /** RFC 3261 §14.1. */
    @Nested
    class BothAtOnce {
        @Test
        void addItAndHaveItAfterTheRetries() {
            talking(NONE);
            SipText callers = caller.offers(ON, ON);
            ReceivedSip asked = phone.peer.expect("INVITE");
            SipText phones = phone.offers(ON, ON);
            phone.settles(phones, 491);
            phone.refuses(asked, 491);
            long refusedAt = office.time.nanoTime();

            office.advance(1_000); // the Call-ID is not the phone's: 0 to 2 s
            assertThat(video(phone.settles(phone.offers(ON, ON), 200))).isEqualTo(ON);
            ReceivedSip again = phone.isAsked(ON, ON);
            assertThat(Duration.ofNanos(again.atNanos() - refusedAt)).isBetween(Duration.ofMillis(2_100), Duration.ofMillis(4_100));
            assertThat(video(again)).isEqualTo(ON);
            assertThat(video(caller.settles(callers, 200))).isEqualTo(ON);
            bothSee();
            isQuiet();
            hangUp();
        }

        /** The other way round: the Call-ID is the caller's, so we come again first. */
        @Test
        void addItWhereThePhoneIsFirst() {
            talking(NONE);
            SipText phones = phone.offers(ON, ON);
            ReceivedSip asked = caller.peer.expect("INVITE");
            SipText callers = caller.offers(ON, ON);
            caller.settles(callers, 491);
            caller.refuses(asked, 491);
            long refusedAt = office.time.nanoTime();

            ReceivedSip again = caller.isAsked(ON, ON);
            assertThat(Duration.ofNanos(again.atNanos() - refusedAt)).isLessThan(Duration.ofMillis(2_100));
            assertThat(video(phone.settles(phones, 200))).isEqualTo(ON);
            office.advance(2_000);
            assertThat(video(caller.settles(caller.offers(ON, ON), 200))).isEqualTo(ON);
            bothSee();
            isQuiet();
            hangUp();
        }

        @Test
        void takeItAway() {
            talking(ON);
            bothSee();
            SipText callers = caller.offers(ON, DECLINED);
            assertThat(video(caller.settles(callers, 200))).isEqualTo(DECLINED);
            ReceivedSip asked = phone.peer.expect("INVITE");
            assertThat(video(asked)).isEqualTo(DECLINED);
            SipText phones = phone.offers(ON, DECLINED);
            phone.settles(phones, 491);
            phone.refuses(asked, 491);

            office.advance(500);
            assertThat(video(phone.settles(phone.offers(ON, DECLINED), 200))).isEqualTo(DECLINED);
            phone.isAsked(ON, DECLINED);
            office.advance(100);
            assertThat(office.media.portPairsInUse()).isEqualTo(2);
            isQuiet();
            hangUp();
        }

        /** Who has switched his camera off is not asked for it by what the other one said before he knew. */
        @Test
        void takeAwayAndKeepItWithoutAskingForItAgain() {
            talking(ON);
            SipText callers = caller.offers(ON, DECLINED);
            caller.settles(callers, 200);
            ReceivedSip asked = phone.peer.expect("INVITE");
            SipText phones = phone.offers(ON, "sendonly");
            phone.settles(phones, 491);
            phone.refuses(asked, 491);

            office.advance(500);
            assertThat(video(phone.settles(phone.offers(ON, "sendonly"), 200))).isEqualTo(DECLINED);
            assertThat(video(phone.isAsked(ON, DECLINED))).isEqualTo(DECLINED);
            assertThat(caller.peer.count("INVITE")).isZero();
            isQuiet();
            hangUp();
        }

        /** Eight times and no more; then the caller is told that there is none, and the call goes on. */
        @Test
        void areLeftWithoutItWhereThePhoneNeverGivesWay() {
            talking(NONE);
            SipText callers = caller.offers(ON, ON);
            for (int i = 0; i < 9; i++) {
                phone.refuses(phone.peer.expect("INVITE"), 491);
            }
            assertThat(video(caller.settles(callers, 200))).isEqualTo(DECLINED);
            assertThat(office.media.portPairsInUse()).isEqualTo(2);
            isQuiet();
            hangUp();
        }
    }

    @Nested
    class WhileHolding {
        /** The caller is being held, and offers before he has answered that. */
        @Test
        void itIsAddedAfterTheHoldAndSeenAfterIt() {
            talking(NONE);
            phone.settles(phone.offers("sendonly", NONE), 200);
            ReceivedSip hold = caller.peer.expect("INVITE");
            assertThat(hold.text().body()).contains("a=sendonly");
            caller.settles(caller.offers(ON, ON), 491);
            caller.takes(hold, "recvonly", NONE);

            SipText again = caller.offers("recvonly", ON);
            ReceivedSip asked = phone.isAsked("sendonly", "sendonly");
            assertThat(video(asked)).isEqualTo(ON);
            caller.settles(again, 200);
            assertThat(phone.sees(caller)).isFalse();

            SipText resume = phone.offers(ON, ON);
            assertThat(video(caller.isAsked("recvonly", "recvonly"))).as("while it still is held").isEqualTo("sendonly");
            assertThat(video(phone.settles(resume, 200))).isEqualTo(ON);
            assertThat(video(caller.isAsked(ON, ON))).isEqualTo(ON);
            bothSee();
            isQuiet();
            hangUp();
        }

        /** The phone holds, and adds video before the caller has heard of it. */
        @Test
        void itIsAskedForAfterTheHold() {
            talking(NONE);
            phone.settles(phone.offers("sendonly", NONE), 200);
            ReceivedSip hold = caller.peer.expect("INVITE");
            SipText adding = phone.offers("sendonly", "sendonly");
            office.advance(300);
            caller.takes(hold, "recvonly", NONE);
            ReceivedSip asked = caller.isAsked("recvonly", "recvonly");
            assertThat(video(asked)).isEqualTo("sendonly");
            assertThat(asked.text().body()).contains("m=audio").contains("a=sendonly");
            assertThat(video(phone.settles(adding, 200))).isEqualTo("recvonly");
            assertThat(caller.sees(phone)).isTrue();
            assertThat(phone.sees(caller)).isFalse();
            isQuiet();
            hangUp();
        }
    }

    @Nested
    class ALegThatEnds {
        @Test
        void isThePhoneThatIsAsked() {
            talking(NONE);
            SipText callers = caller.offers(ON, ON);
            ReceivedSip asked = phone.peer.expect("INVITE");
            phone.hangsUp();
            phone.refuses(asked, 487);
            assertThat(video(caller.settles(callers, 200))).as("it is answered before its call ends").isEqualTo(DECLINED);
            caller.isHungUpOn();
            assertThat(office.record().end().cause()).isEqualTo(EndCause.HANGUP);
        }

        /** It has forgotten the call. */
        @Test
        void isThePhoneThatKnowsNoCall() {
            talking(NONE);
            SipText callers = caller.offers(ON, ON);
            phone.refuses(phone.peer.expect("INVITE"), 481);
            phone.isHungUpOn();
            assertThat(video(caller.settles(callers, 200))).isEqualTo(DECLINED);
            caller.isHungUpOn();
            assertThat(office.record().end().cause()).isEqualTo(EndCause.DIALOG_LOST);
        }

        /** What the phone answers after that is acknowledged, and its pictures reach nobody. */
        @Test
        void isTheCallerWhoAsked() {
            talking(NONE);
            caller.offers(ON, ON);
            ReceivedSip asked = phone.peer.expect("INVITE");
            caller.hangsUp();
            caller.peer.expect("487 INVITE");
            phone.isHungUpOn();
            phone.takes(asked, ON, ON);
            assertThat(office.record().end().cause()).isEqualTo(EndCause.HANGUP);
        }
    }

    @Nested
    class ADeclinedLine {
        @Test
        void isToldToWhoOffersAndNotOfferedAgain() {
            talking(NONE);
            SipText callers = caller.offers(ON, ON);
            phone.isAsked(ON, DECLINED);
            assertThat(video(caller.settles(callers, 200))).isEqualTo(DECLINED);
            assertThat(office.media.portPairsInUse()).isEqualTo(2);
            caller.settles(caller.offers("sendonly", DECLINED), 200);
            assertThat(video(phone.isAsked("recvonly", DECLINED))).as("a hold later").isEqualTo(DECLINED);
            isQuiet();
            hangUp();
        }

        /** A phone that does not like the whole offer: the audio goes on, and the caller has no video. */
        @Test
        void isMadeOfARefusal() {
            talking(NONE);
            SipText callers = caller.offers(ON, ON);
            phone.refuses(phone.peer.expect("INVITE"), 488);
            assertThat(video(caller.settles(callers, 200))).isEqualTo(DECLINED);
            assertThat(office.media.portPairsInUse()).isEqualTo(2);
            isQuiet();
            hangUp();
        }

        /** The phone declines at first and wants it later. */
        @Test
        void mayBeTakenUpByTheOtherSide() {
            talking(NONE);
            SipText callers = caller.offers(ON, ON);
            phone.isAsked(ON, DECLINED);
            caller.settles(callers, 200);
            SipText phones = phone.offers(ON, ON);
            assertThat(video(caller.isAsked(ON, ON))).isEqualTo(ON);
            assertThat(video(phone.settles(phones, 200))).isEqualTo(ON);
            bothSee();
            isQuiet();
            hangUp();
        }
    }

    @Nested
    class ASecondOffer {
        /** RFC 3261 §14.2, RFC 3311 §5.2. */
        @Test
        void isPutOffWhileTheFirstWaits() {
            talking(NONE);
            SipText first = caller.offers(ON, ON);
            ReceivedSip asked = phone.peer.expect("INVITE");
            SipText second = caller.offers(ON, NONE);
            assertThat(caller.settles(second, 500).header("Retry-After")).matches("\\d|10");
            caller.offersBy("UPDATE", caller.says(ON, NONE));
            assertThat(caller.peer.expect("500 UPDATE").header("Retry-After")).matches("\\d|10");
            phone.takes(asked, ON, ON);
            assertThat(video(caller.settles(first, 200))).isEqualTo(ON);
            bothSee();
            isQuiet();
            hangUp();
        }

        /** The first is called off, but the phone has taken it: it must not go on filming for nobody. */
        @Test
        void findsThePhoneAsItWasWhereTheFirstIsCancelled() {
            talking(NONE);
            SipText first = caller.offers(ON, ON);
            ReceivedSip asked = phone.peer.expect("INVITE");
            caller.peer.send(first.cancel(), office.address());
            caller.peer.expect("200 CANCEL");
            caller.settles(first, 487);
            phone.takes(asked, ON, ON);
            assertThat(video(phone.isAsked(ON, DECLINED))).isEqualTo(DECLINED);
            office.advance(100);
            assertThat(office.media.portPairsInUse()).isEqualTo(2);

            SipText second = caller.offers(ON, ON);
            assertThat(video(phone.isAsked(ON, ON))).isEqualTo(ON);
            assertThat(video(caller.settles(second, 200))).isEqualTo(ON);
            bothSee();
            isQuiet();
            hangUp();
        }

        /** Called off by its patience with us, before the phone has said anything; which has to be told all the same. */
        @Test
        void findsThePhoneAsItWasWhereAnUpdateTookTooLong() {
            talking(NONE);
            caller.offersBy("UPDATE", caller.says(ON, ON));
            ReceivedSip asked = phone.peer.expect("INVITE");
            phone.peer.respond(asked, 180, "Ringing");
            caller.peer.expect("504 UPDATE", Duration.ofSeconds(40));
            phone.takes(asked, ON, ON);
            assertThat(video(phone.isAsked(ON, DECLINED))).isEqualTo(DECLINED);
            isQuiet();
            hangUp();
        }

        /** The phone has taken the video, but the audio beside it cannot be had. */
        @Test
        void findsThePhoneAsItWasWhereTheFirstIsRefused() {
            talking(NONE);
            SipText first = caller.offersBy("INVITE", caller.says(ON, ON).replace("RTP/AVP 0\r", "RTP/AVP 77\r"));
            phone.isAsked(ON, ON);
            caller.settles(first, 488);
            assertThat(video(phone.isAsked(ON, DECLINED))).isEqualTo(DECLINED);
            office.advance(100);
            assertThat(office.media.portPairsInUse()).isEqualTo(2);
            isQuiet();
            hangUp();
        }

        /** Called off, and offered anew before the phone has said anything to the first. */
        @Test
        void maySucceedTheCancelledOneAtOnce() {
            talking(NONE);
            SipText first = caller.offers(ON, ON);
            ReceivedSip asked = phone.peer.expect("INVITE");
            caller.peer.send(first.cancel(), office.address());
            caller.settles(first, 487);
            caller.peer.expect("200 CANCEL");
            SipText second = caller.offers(ON, ON);
            office.advance(100);
            phone.takes(asked, ON, ON);
            assertThat(video(caller.settles(second, 200))).as("what the phone said to the first").isEqualTo(ON);
            bothSee();
            isQuiet();
            hangUp();
        }
    }
}
