package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.MediaSecurity;
import io.rvoip.media.VideoFormat;
import io.rvoip.media.codec.Codecs;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.MediaLeg;
import io.rvoip.session.MediaPort;
import io.rvoip.session.SessionState;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpResult;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.CapturedDatagram;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Phones that speak ZRTP with each other through the platform: what each is told of the Hello of the other (RFC 6189 section 8.1). */
class ZrtpPhonesTest {
    private static final RtpMediaSettings ZRTP = RtpMediaSettings.DEFAULT.withSrtp(
            SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withKeying(Set.of(Keying.ZRTP)));
    private static final PassedVideo VP8 = new PassedVideo(
            List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV);
    private static final String DIGITS = "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd";
    private static final String HASH = "a=zrtp-hash:1.10 " + DIGITS;
    static final String OTHER = "1.10 " + "ef".repeat(32);

    private final Office office = new Office(setup());
    private final Phone alice = office.registered("alice", 500);

    private static Office.Setup setup() {
        Office.Setup setup = new Office.Setup();
        setup.zrtp = true;
        setup.media = RtpMediaSettings.DEFAULT.withSrtp(SrtpPolicy.of(SrtpUse.ACCEPTED,
                List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withOverClearSignalling(true));
        return setup;
    }

    @AfterEach
    void nothingIsLeft() {
        office.closeAndFindNothing();
    }

    private Phone bob() {
        Phone bob = office.registered("bob", 900).answersAfter(500);
        bob.settings = ZRTP;
        alice.settings = ZRTP;
        return bob;
    }

    /** The hashes in the descriptions that went from one place to another, oldest first, without those that came again. */
    private List<String> said(InetSocketAddress from, InetSocketAddress to) {
        return office.wire.stream().filter(one -> one.from().equals(from) && one.to().equals(to)).map(CapturedDatagram::text)
                .flatMap(String::lines).filter(line -> line.startsWith("a=zrtp-hash:")).distinct().toList();
    }

    private static MediaSecurity security(Phone phone) {
        return phone.talk().leg().media().security();
    }

    @Test
    void seeTheHashOfEachOtherAndTheSameString() {
        Phone bob = bob();
        Phone.Talk call = alice.call("bob");
        office.advance(4_000);

        InetSocketAddress atAlice = alice.host.at(5060);
        InetSocketAddress atBob = bob.host.at(5060);
        assertThat(said(office.address(), atBob)).hasSize(1).isEqualTo(said(atAlice, office.address()));
        assertThat(said(office.address(), atAlice)).hasSize(1).isEqualTo(said(atBob, office.address()))
                .isNotEqualTo(said(office.address(), atBob));
        assertThat(alice.talk().leg().negotiated().orElseThrow().zrtp().hello()).isPresent();
        assertThat(bob.talk().leg().negotiated().orElseThrow().zrtp().hello()).isPresent();
        assertThat(security(alice).sas()).isPresent().isEqualTo(security(bob).sas());

        alice.act(call.session::hold);
        office.advance(500);
        alice.act(call.session::resume);
        office.advance(500);
        assertThat(said(office.address(), atBob)).as("the same in each description").hasSize(1);
        assertThat(said(office.address(), atAlice)).hasSize(1);
        assertThat(call.hears(900, 500)).isGreaterThan(0.9);
        alice.act(call.session::hangup);
        office.advance(500);
    }

    /** ZRTP messages of a kind that phones have sent, without those that came again. */
    private long messages(String type) {
        return office.wire.stream().filter(one -> !one.from().getAddress().equals(office.address().getAddress()))
                .map(CapturedDatagram::bytes).filter(bytes -> bytes.length > 28 && bytes[0] == 0x10)
                .filter(bytes -> new String(bytes, 16, 8, StandardCharsets.US_ASCII).trim().equals(type))
                .map(bytes -> ByteBuffer.wrap(bytes, 12, bytes.length - 16)).distinct().count();
    }

    @Test
    void haveVideoAsAFurtherStreamOfTheirs() {
        Phone bob = bob();
        alice.video = VP8;
        bob.video = VP8;
        Phone.Talk call = alice.call("bob");
        office.advance(5_000);

        InetSocketAddress atAlice = alice.host.at(5060);
        InetSocketAddress atBob = bob.host.at(5060);
        assertThat(said(office.address(), atBob)).as("of audio and of video").hasSize(2).isEqualTo(said(atAlice, office.address()));
        assertThat(said(office.address(), atAlice)).hasSize(2).isEqualTo(said(atBob, office.address()));
        assertThat(alice.talk().leg().negotiatedVideo().orElseThrow().way().zrtp().hello()).isPresent();
        assertThat(bob.talk().leg().negotiatedVideo().orElseThrow().way().zrtp().hello()).isPresent();
        assertThat(security(alice).sas()).isPresent().isEqualTo(security(bob).sas());
        assertThat(messages("DHPart1")).isEqualTo(1);
        assertThat(messages("Confirm2")).as("of audio and of video").isEqualTo(2);
        assertThat(call.hears(900, 500)).isGreaterThan(0.9);

        alice.act(call.session::hold);
        office.advance(500);
        alice.act(call.session::resume);
        office.advance(500);
        assertThat(said(office.address(), atBob)).as("the same in each description").hasSize(2);
        assertThat(messages("Confirm2")).isEqualTo(2);
        assertThat(call.unkeyed).isEmpty();
        alice.act(call.session::hangup);
        office.advance(500);
    }

    /** Somebody who answers for another in the media is found out by what was signalled. */
    @Test
    void takeNoHelloThatIsNotTheOneOfTheDescription() {
        Phone bob = bob();
        bob.around = editing("answer", sdp -> sdp.replaceAll("a=zrtp-hash:.*", "a=zrtp-hash:" + OTHER));
        Phone.Talk call = alice.call("bob");
        office.advance(14_000);

        assertThat(said(office.address(), alice.host.at(5060))).containsExactly("a=zrtp-hash:" + OTHER);
        assertThat(call.unkeyed).isEqualTo("ZRTP: the Hello is not the one of the description");
        assertThat(security(alice).sas()).isEmpty();
        alice.act(call.session::hangup);
        office.advance(500);
    }

    /** A port whose legs make other descriptions of their own than they believe. */
    static UnaryOperator<MediaPort> editing(String move, UnaryOperator<String> edit) {
        return port -> request -> port.open(request).thenApply(leg -> (MediaLeg) Proxy.newProxyInstance(
                ZrtpPhonesTest.class.getClassLoader(), new Class<?>[] {MediaLeg.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(leg, arguments);
                    return method.getName().equals(move) ? ((CompletionStage<?>) result).thenApply(made -> edited(made, edit)) : result;
                }));
    }

    private static Object edited(Object made, UnaryOperator<String> edit) {
        return made instanceof AnswerResult.Accepted accepted
                ? new AnswerResult.Accepted(edited(accepted.answer(), edit)) : edited((SessionDescription) made, edit);
    }

    private static SessionDescription edited(SessionDescription said, UnaryOperator<String> edit) {
        String changed = edit.apply(said.toString());
        return ((SdpResult.Parsed) SdpParser.parse(changed.getBytes(StandardCharsets.UTF_8))).value();
    }

    private static UnaryOperator<String> adding(String... lines) {
        return sdp -> sdp + String.join("\r\n", lines) + "\r\n";
    }

    /** A call in which both only say that they speak ZRTP. */
    private Phone saying(String[] caller, String[] called) {
        Phone bob = office.registered("bob", 900).answersAfter(500);
        alice.around = editing("offer", adding(caller));
        bob.around = editing("answer", adding(called));
        return bob;
    }

    private void call(Phone bob) {
        Phone.Talk call = alice.call("bob");
        office.advance(1_500);
        assertThat(bob.talk().session.state()).isEqualTo(SessionState.CONFIRMED);
        alice.act(call.session::hangup);
        office.advance(500);
    }

    private List<String> toldTo(Phone phone) {
        return said(office.address(), phone.host.at(5060));
    }

    @Test
    void areToldWhatTheOtherSaysLetterByLetter() {
        String upper = "a=zrtp-hash:1.10  " + "AB".repeat(32);
        Phone bob = saying(new String[] {upper, "a=zrtp-hash:2.00 " + "12".repeat(32)}, new String[] {HASH});
        call(bob);

        assertThat(toldTo(bob)).containsExactly(upper, "a=zrtp-hash:2.00 " + "12".repeat(32));
        assertThat(toldTo(alice)).containsExactly(HASH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=zrtp-hash:1.10 12", "a=zrtp-hash:", "a=zrtp-hash:1.1000000000000000 " + DIGITS,
            "a=zrtp-hash:1.10                                 " + DIGITS})
    void areNotToldWhatIsNoHash(String line) {
        Phone bob = saying(new String[] {line}, new String[] {line});
        call(bob);

        assertThat(toldTo(bob)).isEmpty();
        assertThat(toldTo(alice)).isEmpty();
    }

    @Test
    void areToldOfFourHashesAtMost() {
        String[] many = IntStream.range(0, 9).mapToObj(i -> "a=zrtp-hash:1.1" + i + ' ' + DIGITS).toArray(String[]::new);
        Phone bob = saying(many, new String[] {HASH});
        call(bob);

        assertThat(toldTo(bob)).containsExactly(many[0], many[1], many[2], many[3]);
    }

    /** The platform is the end of the one leg, so nothing passes to the other. */
    @Test
    void areToldNothingOfWhoHasKeysOfAnotherKindWithThePlatform() {
        alice.settings = RtpMediaSettings.DEFAULT.withSrtp(
                SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)).withOverClearSignalling(true));
        Phone bob = saying(new String[] {HASH}, new String[] {HASH});
        call(bob);

        assertThat(office.record().legs().get(0).security().orElseThrow().keying()).isEqualTo("sdes");
        assertThat(toldTo(bob)).isEmpty();
        assertThat(toldTo(alice)).isEmpty();
    }

    @Test
    void areToldNothingWhereTheMediaIsChangedOnItsWay() {
        alice.settings = RtpMediaSettings.DEFAULT.withCodecs(List.of(Codecs.PCMU));
        Phone bob = saying(new String[] {HASH}, new String[] {HASH});
        bob.settings = RtpMediaSettings.DEFAULT.withCodecs(List.of(Codecs.PCMA));
        call(bob);

        assertThat(toldTo(alice)).isEmpty();
    }

    /** The first to speak up need not be the one that answers: the caller cannot be told two. */
    @Test
    void areNotToldOfOneThatOnlyRings() {
        Phone bob = saying(new String[] {HASH}, new String[] {HASH});
        Phone desk = office.registered("bob", 700).answersAfter(1_000);
        desk.around = editing("answer", adding("a=zrtp-hash:" + OTHER));
        bob.onCall = talk -> talk.invitation.progress();
        alice.call("bob");
        office.advance(2_500);

        assertThat(toldTo(bob)).containsExactly(HASH);
        assertThat(desk.talk().session.state()).isEqualTo(SessionState.CONFIRMED);
        assertThat(toldTo(alice)).isEmpty();
        alice.act(alice.talk().session::hangup);
        office.advance(500);
    }

    @Test
    void areToldOfTheOnlyOneThatRings() {
        Phone bob = saying(new String[] {HASH}, new String[] {HASH});
        bob.onCall = talk -> talk.invitation.progress();
        alice.call("bob");
        office.advance(1_000);

        assertThat(toldTo(alice)).containsExactly(HASH);
        alice.act(alice.talk().session::hangup);
        office.advance(500);
    }
}
