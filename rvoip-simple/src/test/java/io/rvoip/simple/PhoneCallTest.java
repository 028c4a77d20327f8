package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.media.AudioCodecId;
import io.rvoip.media.MediaConfig;
import io.rvoip.media.analysis.ToneDetector;
import io.rvoip.media.audio.ToneSource;
import io.rvoip.session.EndCause;
import io.rvoip.session.EndParty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Two softphones talk to each other in virtual time: what is said is heard, and what is commanded shows on the wire. */
class PhoneCallTest extends PhoneFixture {
    private final Phone alice = phone("alice");
    private final Phone bob = otherPhone("bob");
    private final Heard near = new Heard();
    private final Heard far = new Heard();
    private Call atAlice;
    private Call atBob;

    private void talk() {
        ring();
        atBob.answer();
        time.runReady();
        assertThat(atAlice.state()).isEqualTo(CallState.ANSWERED);
        assertThat(atBob.state()).isEqualTo(CallState.ANSWERED);
    }

    private void ring() {
        if (alice.client == null) {
            alice.connect();
            bob.connect();
        }
        atAlice = alice.call(bob.uri(), near);
        atBob = bob.incoming();
        atBob.addListener(far);
    }

    @Test
    void bothHearEachOther() {
        talk();
        advance(2000);
        assertThat(alice.ear.heardMillis()).isGreaterThan(1500);
        assertThat(bob.ear.heardMillis()).isGreaterThan(1500);
        assertThat(near.all(CallEvent.MediaConnected.class)).hasSize(1);
        assertThat(far.all(CallEvent.MediaConnected.class)).hasSize(1);
        assertThat(atAlice.codec()).contains("PCMU/8000");
        assertThat(atAlice.duration()).isEqualTo(Duration.ofMillis(2000));
        assertThat(atAlice.startTime()).contains(time.wallClock().minusMillis(2000));
    }

    @Test
    void holdStopsSoundBothWaysAndResumeBringsItBack() {
        talk();
        advance(500);
        done(atAlice.hold());
        assertThat(atAlice.state()).isEqualTo(CallState.ON_HOLD);
        long before = alice.rtpSent() + bob.rtpSent();
        advance(1000);
        assertThat(alice.rtpSent() + bob.rtpSent()).as("RTP while on hold").isEqualTo(before);
        assertThat(atBob.state()).isEqualTo(CallState.HELD_BY_REMOTE);
        assertThat(far.last(CallEvent.RemoteHold.class).held()).isTrue();
        done(atAlice.resume());
        assertThat(atAlice.state()).isEqualTo(CallState.ANSWERED);
        advance(1000);
        assertThat(alice.rtpSent() + bob.rtpSent()).isGreaterThan(before + 80);
        assertThat(atBob.state()).isEqualTo(CallState.ANSWERED);
        assertThat(near.states()).containsExactly(
                CallState.RINGING, CallState.ANSWERED, CallState.ON_HOLD, CallState.ANSWERED);
    }

    @Test
    void bothMayHoldEachOther() {
        talk();
        done(atAlice.hold());
        done(atBob.hold());
        assertThat(atBob.state()).isEqualTo(CallState.ON_HOLD);
        done(atBob.resume());
        assertThat(atBob.state()).isEqualTo(CallState.HELD_BY_REMOTE);
        done(atAlice.resume());
        assertThat(atBob.state()).isEqualTo(CallState.ANSWERED);
    }

    @Test
    void mutedSpeechIsSilenceAndRtpGoesOn() {
        talk();
        advance(500);
        atAlice.mute(true);
        advance(200);
        assertThat(atAlice.isMuted()).isTrue();
        int heard = bob.ear.heardMillis();
        long sent = alice.rtpSent();
        advance(1000);
        assertThat(bob.ear.heardMillis()).isLessThanOrEqualTo(heard + 40);
        assertThat(alice.rtpSent()).isGreaterThan(sent + 45);
        atAlice.mute(false);
        advance(1000);
        assertThat(bob.ear.heardMillis()).isGreaterThan(heard + 700);
    }

    @Test
    void digitsAreHeardInOrderAndTheFutureWaitsForTheLast() {
        talk();
        CompletableFuture<Void> sent = atAlice.sendDtmf("4733#");
        advance(900);
        assertThat(sent).isNotDone();
        done(sent);
        advance(200);
        assertThat(far.all(CallEvent.DtmfReceived.class)).extracting(CallEvent.DtmfReceived::digit)
                .containsExactly('4', '7', '3', '3', '#');
        assertThat(far.last(CallEvent.DtmfReceived.class).length()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void digitsCannotBeSentOnHold() {
        talk();
        done(atAlice.hold());
        assertThat(failure(atAlice.sendDtmf('1'))).isInstanceOf(CallMediaException.class).hasMessageContaining("digit 1");
        assertThatThrownBy(() -> atAlice.sendDtmf("12x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void digitsUnderWayComeToNothingWhenTheCallEnds() {
        talk();
        CompletableFuture<Void> sent = atAlice.sendDtmf("1234567890");
        advance(300);
        atBob.hangup();
        assertThat(failure(sent)).isInstanceOf(CallEndedException.class);
    }

    @Test
    void qualityIsAbsentUntilMeasuredAndThenMeasured() {
        ring();
        assertThat(atAlice.quality()).isEmpty();
        assertThat(atAlice.mediaStats()).isEmpty();
        atBob.answer();
        advance(500);
        assertThat(atAlice.quality().map(CallQuality::mosScore).orElse(OptionalDouble.empty()))
                .as("MOS before any round trip was measured").isEmpty();
        advance(20_000);
        MediaStats stats = atAlice.mediaStats().orElseThrow();
        assertThat(stats.packetsReceived()).isBetween(970L, 1026L);
        assertThat(stats.packetsLost()).isZero();
        assertThat(stats.bitrate().orElseThrow()).isBetween(60_000.0, 68_000.0);
        CallQuality quality = near.last(CallEvent.QualityChanged.class).quality();
        assertThat(quality.mosScore().orElseThrow()).isBetween(4.0, 4.5);
        assertThat(quality.packetLossPercent().orElseThrow()).isZero();
        assertThat(atAlice.quality()).isPresent();
    }

    @Test
    void statisticsStayAfterTheEnd() {
        talk();
        advance(1000);
        done(atAlice.hangup());
        assertThat(atAlice.mediaStats().orElseThrow().packetsSent()).isEqualTo(alice.rtpSent());
        assertThat(near.all().get(near.all().size() - 1)).isInstanceOf(CallEvent.CallEnded.class);
        assertThat(near.last(CallEvent.MediaDisconnected.class).reason()).isEqualTo("the call has ended");
        long sent = alice.rtpSent();
        advance(500);
        assertThat(alice.rtpSent()).isEqualTo(sent);
    }

    @Test
    void hangupTellsBothSidesWhoDidIt() {
        talk();
        advance(100);
        assertThat(done(atAlice.hangup()).who()).isEqualTo(EndParty.LOCAL);
        assertThat(done(atBob.ended()).who()).isEqualTo(EndParty.REMOTE);
        assertThat(atBob.endReason().orElseThrow().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(atBob.state()).isEqualTo(CallState.ENDED);
        assertThat(alice.client.calls()).isEmpty();
        assertThat(done(atAlice.hangup()).who()).as("again").isEqualTo(EndParty.LOCAL);
        assertThat(bob.heard.all(ClientEvent.CallMissed.class)).isEmpty();
    }

    @Test
    void rejectedCallFailsThereAndEndsHere() {
        ring();
        done(atBob.reject(RejectReason.DECLINED));
        assertThat(atBob.state()).isEqualTo(CallState.ENDED);
        assertThat(failure(atAlice.answered())).isInstanceOf(CallEndedException.class);
        assertThat(atAlice.state()).isEqualTo(CallState.FAILED);
        assertThat(atAlice.endReason().orElseThrow().status()).isEqualTo(603);
        assertThat(bob.heard.all(ClientEvent.CallMissed.class)).isEmpty();
    }

    @Test
    void redirectedCallerLearnsIt() {
        ring();
        done(atBob.redirect("carol@192.0.2.7"));
        done(atAlice.ended());
        assertThat(atAlice.endReason().orElseThrow().cause()).isEqualTo(EndCause.REDIRECTED);
        assertThat(atAlice.endReason().orElseThrow().status()).isEqualTo(302);
        assertThat(wire).anyMatch(d -> d.text().contains("Contact: <sip:carol@192.0.2.7>"));
    }

    @Test
    void givingUpIsAMissedCallThereAndNoFailure() {
        ring();
        assertThat(done(atAlice.hangup()).cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(atAlice.state()).isEqualTo(CallState.ENDED);
        assertThat(atBob.state()).isEqualTo(CallState.ENDED);
        ClientEvent.CallMissed missed = bob.heard.last(ClientEvent.CallMissed.class);
        assertThat(missed.callId()).isEqualTo(atBob.id());
        assertThat(missed.caller()).isEqualTo(alice.uri());
        assertThat(missed.end().status()).isEqualTo(487);
    }

    @Test
    void nobodyAnswersInTime() {
        alice.builder.withCallTimeout(Duration.ofSeconds(10));
        ring();
        advance(9_900);
        assertThat(atAlice.state()).isEqualTo(CallState.RINGING);
        advance(200);
        assertThat(atAlice.state()).isEqualTo(CallState.FAILED);
        assertThat(atAlice.endReason().orElseThrow().cause()).isEqualTo(EndCause.NO_ANSWER);
        assertThat(bob.heard.all(ClientEvent.CallMissed.class)).hasSize(1);
    }

    @Test
    void incomingCallsRingNoLongerThanTheTimeout() {
        bob.builder.withCallTimeout(Duration.ofSeconds(5));
        ring();
        advance(5_100);
        assertThat(atBob.state()).isEqualTo(CallState.ENDED);
        assertThat(bob.heard.all(ClientEvent.CallMissed.class)).hasSize(1);
        assertThat(atAlice.endReason().orElseThrow().status()).isEqualTo(480);
    }

    @Test
    void oneCallMayHaveATimeoutOfItsOwn() {
        alice.connect();
        bob.connect();
        CompletableFuture<Call> made =
                alice.client.makeCall(bob.uri(), CallOptions.defaults().withCallTimeout(Duration.ofSeconds(2)));
        advance(2_100);
        assertThat(made.join().endReason().orElseThrow().cause()).isEqualTo(EndCause.NO_ANSWER);
    }

    @Test
    void autoAnswerAnswersAtOnce() {
        bob.builder.withAutoAnswer(true);
        ring();
        advance(10);
        assertThat(atAlice.state()).isEqualTo(CallState.ANSWERED);
        assertThat(bob.heard.all(IncomingCall.class)).hasSize(1);
    }

    @Test
    void autoAnswerMayWait() {
        bob.builder.withAutoAnswer(Duration.ofSeconds(3));
        ring();
        advance(2_900);
        assertThat(atAlice.state()).isEqualTo(CallState.RINGING);
        advance(200);
        assertThat(atAlice.state()).isEqualTo(CallState.ANSWERED);
    }

    @Test
    void whoCallsBeyondTheLastLineHearsBusy() {
        bob.builder.withMaxCalls(1);
        talk();
        Heard second = new Heard();
        Call busy = alice.call(bob.uri(), second);
        assertThat(done(busy.ended()).status()).isEqualTo(486);
        assertThat(bob.heard.all(IncomingCall.class)).hasSize(1);
        assertThat(bob.heard.last(ClientEvent.CallMissed.class).end().status()).isEqualTo(486);
        assertThat(failure(bob.client.makeCall(alice.uri()))).isInstanceOf(TooManyCallsException.class);
    }

    @Test
    void twoLinesAtOnce() {
        talk();
        Heard second = new Heard();
        Call other = alice.call(bob.uri(), second);
        done(atAlice.hold());
        Call otherAtBob = bob.incoming();
        done(otherAtBob.answer());
        assertThat(alice.client.calls()).hasSize(2);
        assertThat(other.isActive()).isTrue();
        assertThat(atAlice.state()).isEqualTo(CallState.ON_HOLD);
        assertThat(alice.client.call(other.id())).contains(other);
    }

    @Test
    void sourceAndSinkCanBeChangedInTheCall() {
        talk();
        advance(500);
        ToneDetector other = new ToneDetector(1000);
        atBob.listen(other);
        atAlice.play(new ToneSource(1000));
        advance(1000);
        assertThat(other.heardMillis()).isGreaterThan(700);
    }

    @Test
    void silenceOfTheFarEndIsToldAndEndsTheCallWhereThatIsWanted() {
        alice.builder.withMediaTimeout(Duration.ofSeconds(5)).withHangupWithoutMedia(true);
        talk();
        advance(500);
        bob.host.block();
        advance(7_000);
        assertThat(near.last(CallEvent.NoInboundMedia.class).silence()).isEqualTo(Duration.ofSeconds(5));
        bob.host.unblock();
        done(atAlice.ended());
        assertThat(atAlice.state()).isEqualTo(CallState.FAILED);
        assertThat(atAlice.endReason().orElseThrow().cause()).isEqualTo(EndCause.MEDIA);
    }

    @Test
    void silenceAloneDoesNotEndACall() {
        alice.builder.withMediaTimeout(Duration.ofSeconds(5));
        talk();
        advance(500);
        bob.host.block();
        advance(7_000);
        bob.host.unblock();
        advance(1_000);
        assertThat(near.all(CallEvent.NoInboundMedia.class)).hasSize(1);
        assertThat(near.all(CallEvent.MediaResumed.class)).hasSize(1);
        assertThat(atAlice.state()).isEqualTo(CallState.ANSWERED);
    }

    @Test
    void savingBandwidthHalvesThePackets() {
        alice.builder.withMedia(MediaConfig.mobile());
        bob.builder.withMedia(MediaConfig.mobile());
        talk();
        advance(2_000);
        assertThat(alice.rtpSent()).isBetween(45L, 52L);
        assertThat(bob.rtpSent()).isBetween(45L, 52L);
        assertThat(bob.ear.heardMillis()).isGreaterThan(1500);
    }

    @Test
    void eachSideGetsThePacketsItAskedFor() {
        alice.builder.withMedia(MediaConfig.mobile());
        talk();
        advance(2_000);
        assertThat(bob.rtpSent()).as("to alice, who saves").isBetween(45L, 52L);
        assertThat(alice.rtpSent()).as("to bob, who does not").isBetween(95L, 102L);
    }

    @Test
    void codecsAreThoseThatWereNamed() {
        bob.builder.withMedia(MediaConfig.voiceOnly().withAudioCodecs(AudioCodecId.G711A));
        talk();
        assertThat(atAlice.codec()).contains("PCMA/8000");
    }

    @Test
    void nothingInCommonIsRefusedWith488() {
        alice.builder.withMedia(MediaConfig.voiceOnly().withAudioCodecs(AudioCodecId.G711U));
        bob.builder.withMedia(MediaConfig.voiceOnly().withAudioCodecs(AudioCodecId.G711A));
        ring();
        assertThat(failure(atBob.answer())).isInstanceOf(CallEndedException.class);
        assertThat(done(atAlice.ended()).status()).isEqualTo(488);
        assertThat(atBob.state()).isEqualTo(CallState.FAILED);
    }

    @Test
    void headersOfTheCallGoOut() {
        alice.connect();
        bob.connect();
        alice.client.makeCall(bob.uri(), CallOptions.defaults().withHeader("X-Ticket", "42"));
        time.runReady();
        assertThat(wire).anyMatch(d -> d.text().contains("X-Ticket: 42"));
    }

    @Test
    void displayNameIsShown() {
        alice.builder.withDisplayName("Alice A.");
        ring();
        assertThat(bob.heard.last(IncomingCall.class).callerDisplayName()).isEqualTo("Alice A.");
        assertThat(atBob.remoteDisplayName()).contains("Alice A.");
        assertThat(atBob.remoteParty()).isEqualTo(alice.uri());
    }

    @Test
    void answeringTwiceAnswersOnce() {
        ring();
        CompletableFuture<Call> first = atBob.answer();
        CompletableFuture<Call> second = atBob.answer();
        done(first);
        assertThat(done(second)).isSameAs(atBob);
        assertThatThrownBy(atBob::answer).isInstanceOf(IllegalCallStateException.class);
    }

    @Test
    void whoComesLateStillHearsTheEnd() {
        talk();
        done(atAlice.hangup());
        Heard late = new Heard();
        atAlice.addListener(late);
        time.runReady();
        assertThat(late.names()).containsExactly("CallEnded");
    }

    @Test
    void mediaPortsAreThoseThatWereGivenAndRunOut() {
        alice.builder.withMediaPorts(40_000, 40_001);
        talk();
        assertThat(wire).anyMatch(d -> d.text().contains("m=audio 40000 RTP/AVP"));
        assertThat(failure(alice.client.makeCall(bob.uri()))).isInstanceOf(CallMediaException.class)
                .hasMessageContaining("40000");
        assertThat(alice.client.calls()).containsExactly(atAlice);
    }

    @Test
    void eventsCanBeSubscribedToAndComplete() {
        talk();
        List<String> read = new ArrayList<>();
        atAlice.events().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(CallEvent event) {
                read.add(event.getClass().getSimpleName());
            }

            @Override
            public void onError(Throwable thrown) {
                read.add("error");
            }

            @Override
            public void onComplete() {
                read.add("complete");
            }
        });
        advance(100);
        done(atAlice.hangup());
        assertThat(read).containsExactly(
                "MediaConnected", "MediaDisconnected", "CallStateChanged", "CallEnded", "complete");
    }

    @Test
    void disconnectingEndsTheCalls() {
        talk();
        done(alice.client.disconnect());
        assertThat(atAlice.endReason().orElseThrow().who()).isEqualTo(EndParty.LOCAL);
        assertThat(done(atBob.ended()).who()).isEqualTo(EndParty.REMOTE);
        assertThatThrownBy(() -> alice.client.makeCall(bob.uri())).isInstanceOf(NotConnectedException.class);
        assertThat(alice.client.state()).isEqualTo(ClientState.DISCONNECTED);
    }

    @Test
    void farEndThatIsGoneDoesNotKeepUsFromLeaving() {
        talk();
        bob.host.block();
        CompletableFuture<Void> left = alice.client.disconnect();
        advance(4_900);
        assertThat(left).isNotDone();
        advance(200);
        assertThat(left).isDone();
        assertThat(atAlice.endReason().orElseThrow().cause()).isEqualTo(EndCause.SHUTDOWN);
        bob.host.unblock();
    }
}
