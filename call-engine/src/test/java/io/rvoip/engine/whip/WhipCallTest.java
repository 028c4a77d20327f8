package io.rvoip.engine.whip;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.engine.CallInfo;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.CallState;
import io.rvoip.engine.Office;
import io.rvoip.engine.Phone;
import io.rvoip.ice.IceFragment;
import io.rvoip.ice.IceFragmentResult;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.EndCause;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.ParseLimits;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.sip.transport.InnerTransport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that come by HTTP have calls like all others; here they are scripts, and the rest is real in virtual time. */
class WhipCallTest {
    private static final String OFFER = String.join("\r\n", "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0",
            "a=group:BUNDLE 0", "m=audio 9 UDP/TLS/RTP/SAVPF 0 8", "c=IN IP4 0.0.0.0", "a=ice-ufrag:EsAw",
            "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB", "a=setup:actpass", "a=mid:0",
            "a=sendrecv", "a=rtcp-mux", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "");

    private final InnerTransport inner = new InnerTransport(ParseLimits.DEFAULT);
    private final Office office = office();

    private Office office() {
        Office.Setup setup = new Office.Setup();
        setup.inner = inner;
        setup.media = setup.media.withSrtp(SrtpPolicy.of(SrtpUse.ACCEPTED, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80))
                .withKeying(Set.of(Keying.DTLS)));
        return new Office(setup);
    }

    private WhipCalls.Attempt begin(String called, WhipWay way, String offer) {
        return office.engine.whip().orElseThrow().begin(new WhipRequest("studio", called, way, offer, true,
                new InetSocketAddress("10.77.0.1", 8443), new InetSocketAddress("10.88.0.9", 40_000)));
    }

    private static WhipOutcome.Begun begun(WhipCalls.Attempt attempt) {
        WhipOutcome outcome = attempt.outcome().toCompletableFuture().getNow(null);
        assertThat(outcome).isInstanceOf(WhipOutcome.Begun.class);
        return (WhipOutcome.Begun) outcome;
    }

    private static WhipRefusal refused(WhipCalls.Attempt attempt) {
        return ((WhipOutcome.Refused) attempt.outcome().toCompletableFuture().getNow(null)).why();
    }

    private static IceFragment fragment(String... lines) {
        return ((IceFragmentResult.Parsed) IceFragment.read(String.join("\r\n", lines))).fragment();
    }

    private static SessionDescription description(String text) {
        return SdpParser.parse(text).description().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"PUBLISH, RECVONLY", "PLAY, SENDONLY"})
    void isACallLikeAllOthers(WhipWay way, Direction answered) {
        Phone bob = office.registered("bob", 900).answersAfter(2000);
        WhipCalls.Attempt attempt = begin("bob", way, OFFER);
        office.advance(1500);
        assertThat(attempt.outcome().toCompletableFuture()).isNotDone();
        CallInfo ringing = office.engine.calls().get(0);
        assertThat(ringing.state()).isEqualTo(CallState.RINGING);
        office.advance(1000);

        SessionDescription answer = description(begun(attempt).answer());
        assertThat(answer.directionOf(answer.media().get(0))).isEqualTo(answered);
        assertThat(answer.media().get(0).candidates()).isNotEmpty();
        assertThat(answer.media().get(0).mid()).contains("0");
        CallInfo call = office.engine.calls().get(0);
        assertThat(call.state()).isEqualTo(CallState.ANSWERED);
        assertThat(call.caller()).isEqualTo("sip:studio@rvoip.test");
        assertThat(call.called()).isEqualTo("sip:bob@rvoip.test");
        assertThat(call.legs().get(0).transport()).isEqualTo("wss");
        assertThat(call.legs().get(0).remote()).isEqualTo(new InetSocketAddress("10.88.0.9", 40_000));

        begun(attempt).call().end();
        office.advance(500);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(begun(attempt).call().ended().toCompletableFuture()).isDone();
        CallRecord record = office.record();
        assertThat(record.caller()).isEqualTo("sip:studio@rvoip.test");
        assertThat(record.end().cause()).isEqualTo(EndCause.HANGUP);
        assertThat(inner.size()).isZero();
        office.closeAndFindNothing();
    }

    @Test
    void theFarEndHangsUp() {
        Phone bob = office.registered("bob", 900).answersAfter(100);
        WhipCall call = begun(after(begin("bob", WhipWay.PUBLISH, OFFER), 500)).call();
        bob.act(bob.talk().session::hangup);
        office.advance(500);
        assertThat(call.ended().toCompletableFuture()).isDone();
        CompletableFuture<WhipPatch> late = call.patch(fragment("a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1"))
                .toCompletableFuture();
        office.advance(1);
        assertThat(late.getNow(null)).isInstanceOfSatisfying(WhipPatch.Refused.class,
                why -> assertThat(why.why().reason()).isEqualTo(WhipRefusal.Reason.NOT_FOUND));
        office.closeAndFindNothing();
    }

    private WhipCalls.Attempt after(WhipCalls.Attempt attempt, int millis) {
        office.advance(millis);
        return attempt;
    }

    @Test
    void nobodyWaitsForTheAnswerAnyMore() {
        Phone bob = office.registered("bob", 900);
        WhipCalls.Attempt attempt = after(begin("bob", WhipWay.PUBLISH, OFFER), 1000);
        attempt.giveUp();
        office.advance(500);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
        assertThat(refused(attempt).reason()).isEqualTo(WhipRefusal.Reason.NO_ANSWER);
        assertThat(inner.size()).isZero();
        office.closeAndFindNothing();
    }

    @Test
    void whoIsNotReachedIsToldWhy() {
        Phone bob = office.registered("bob", 900);
        assertThat(refused(after(begin("nobody", WhipWay.PUBLISH, OFFER), 500)).reason()).isEqualTo(WhipRefusal.Reason.NOT_FOUND);
        assertThat(refused(after(begin("alice", WhipWay.PUBLISH, OFFER), 500)).reason()).isEqualTo(WhipRefusal.Reason.NOT_NOW);
        WhipCalls.Attempt silent = begin("bob", WhipWay.PUBLISH, OFFER);
        office.advance((int) WhipCalls.PATIENCE.toMillis() + 500);
        assertThat(refused(silent).reason()).isEqualTo(WhipRefusal.Reason.NO_ANSWER);
        assertThat(bob.talk().end().cause()).isEqualTo(EndCause.CANCELLED);
        office.closeAndFindNothing();
    }

    @Test
    void candidatesThatComeLaterAreOffered() {
        office.registered("bob", 900).answersAfter(100);
        WhipCall call = begun(after(begin("bob", WhipWay.PUBLISH, OFFER), 500)).call();
        IceFragment more = fragment("a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1", "m=audio 9 RTP/AVP 0", "a=mid:0",
                "a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host", "a=end-of-candidates");
        CompletableFuture<WhipPatch> patched = call.patch(more).toCompletableFuture();
        office.advance(200);
        assertThat(patched.getNow(null)).isEqualTo(new WhipPatch.Added());
        assertThat(said()).contains("a=candidate:1 1 UDP 2122260223 192.0.2.1 61764 typ host");
        long before = said().lines().filter(line -> line.startsWith("INVITE")).count();
        CompletableFuture<WhipPatch> again = call.patch(more).toCompletableFuture();
        office.advance(200);
        assertThat(again.getNow(null)).isEqualTo(new WhipPatch.Added());
        assertThat(said().lines().filter(line -> line.startsWith("INVITE")).count()).isEqualTo(before);
        CompletableFuture<WhipPatch> strange = call.patch(fragment("a=ice-ufrag:EsAw", "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
                "m=audio 9 RTP/AVP 0", "a=mid:7")).toCompletableFuture();
        office.advance(1);
        assertThat(strange.getNow(null)).isInstanceOfSatisfying(WhipPatch.Refused.class,
                why -> assertThat(why.why().reason()).isEqualTo(WhipRefusal.Reason.MALFORMED));
        call.end();
        office.closeAndFindNothing();
    }

    @Test
    void otherCredentialsBeginIceAnew() {
        office.registered("bob", 900).answersAfter(100);
        WhipOutcome.Begun begun = begun(after(begin("bob", WhipWay.PUBLISH, OFFER), 500));
        CompletableFuture<WhipPatch> patched = begun.call().patch(fragment("a=ice-ufrag:ysXw", "a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k"))
                .toCompletableFuture();
        office.advance(200);
        assertThat(patched.getNow(null)).isInstanceOfSatisfying(WhipPatch.Restarted.class, restarted -> {
            IceFragment.Section line = restarted.ours().section("0").orElseThrow();
            assertThat(begun.answer()).doesNotContain(restarted.ours().credentials(line).fragment());
            assertThat(line.candidates()).isNotEmpty();
            assertThat(line.ended()).isTrue();
        });
        begun.call().end();
        office.closeAndFindNothing();
    }

    @Test
    void whatThePlatformOffersLaterIsAnsweredForTheClient() {
        Phone bob = office.registered("bob", 900).answersAfter(100);
        WhipCall call = begun(after(begin("bob", WhipWay.PUBLISH, OFFER), 500)).call();
        bob.act(() -> bob.talk().session.hold());
        office.advance(500);
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.HELD);
        assertThat(said()).contains("a=inactive");
        bob.act(() -> bob.talk().session.resume());
        office.advance(500);
        assertThat(office.engine.calls().get(0).state()).isEqualTo(CallState.ANSWERED);
        assertThat(call.ended().toCompletableFuture()).isNotDone();
        call.end();
        office.closeAndFindNothing();
    }

    /** What went between the client's call and the platform. */
    private String said() {
        var trace = office.engine.trace(office.engine.calls().get(0).id()).toCompletableFuture();
        office.advance(1);
        StringBuilder text = new StringBuilder();
        trace.join().messages().stream().filter(message -> message.flow().connection() > 0)
                .forEach(message -> text.append(message.message()).append('\n'));
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "v=0                  | hello                 | MALFORMED",
        "m=audio 9            | m=video 9             | NOT_ACCEPTABLE",
        "a=sendrecv           | a=recvonly            | NOT_ACCEPTABLE",
        "a=sendrecv           | a=inactive            | NOT_ACCEPTABLE",
        "a=setup:actpass      | a=setup:passive       | NOT_ACCEPTABLE",
        "a=ice-ufrag:EsAw     | a=no:ice              | NOT_ACCEPTABLE",
        "a=fingerprint:       | a=nofingerprint:      | NOT_ACCEPTABLE"})
    void whatCannotBeHadIsRefusedBeforeAnybodyIsCalled(String good, String bad, WhipRefusal.Reason reason) {
        office.registered("bob", 900).answersAfter(100);
        WhipCalls.Attempt attempt = begin("bob", WhipWay.PUBLISH, OFFER.replace(good, bad));
        assertThat(refused(attempt).reason()).isEqualTo(reason);
        office.advance(500);
        assertThat(office.told()).isEmpty();
        office.closeAndFindNothing();
    }

    @Test
    void aSessionWithAPartOfWhatWasOfferedIsNone() {
        office.registered("bob", 900).answersAfter(100);
        String both = OFFER + OFFER.substring(OFFER.indexOf("m=audio"), OFFER.indexOf("a=rtpmap"))
                .replace("m=audio 9 UDP/TLS/RTP/SAVPF 0 8", "m=video 9 UDP/TLS/RTP/SAVPF 96").replace("a=mid:0", "a=mid:1")
                + "a=rtpmap:96 H265/90000\r\n";
        WhipCalls.Attempt attempt = after(begin("bob", WhipWay.PUBLISH, both), 500);
        assertThat(refused(attempt).reason()).isEqualTo(WhipRefusal.Reason.NOT_ACCEPTABLE);
        office.advance(500);
        assertThat(office.engine.calls()).isEmpty();
        office.closeAndFindNothing();
    }

    @Test
    void whoMakesNoCheckIsGivenUp() {
        office.registered("bob", 900).answersAfter(100);
        WhipCall call = begun(after(begin("bob", WhipWay.PUBLISH, OFFER), 500)).call();
        office.advance(60_000);
        assertThat(call.ended().toCompletableFuture()).isDone();
        assertThat(office.record().end().cause()).isEqualTo(EndCause.NO_MEDIA_PATH);
        office.closeAndFindNothing();
    }

    @Test
    void theLegsAreListedForTheirTrace() {
        office.registered("bob", 900).answersAfter(100);
        WhipCall call = begun(after(begin("bob", WhipWay.PUBLISH, OFFER), 500)).call();
        assertThat(List.of(said().split("\n"))).anyMatch(line -> line.startsWith("INVITE sip:bob@rvoip.test"));
        call.end();
        office.closeAndFindNothing();
    }
}
