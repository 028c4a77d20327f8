package io.rvoip.session.offer;

import static io.rvoip.session.offer.Sdp.agreed;
import static io.rvoip.session.offer.Sdp.audio;
import static io.rvoip.session.offer.Sdp.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceCredentials;
import io.rvoip.media.LocalIce;
import io.rvoip.media.VideoFormat;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.dtls.DtlsCertificate;
import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SessionDescription;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Header extensions that are encrypted by themselves, offered and answered beside those in the clear (RFC 6904 section 4). */
class NegotiationExtensionsTest {
    private static final DtlsCertificate OURS =
            DtlsCertificate.ephemeral(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30), CryptoProvider.jdk());
    private static final String FINGERPRINT =
            "a=fingerprint:" + CertificateFingerprint.of("sha-256", new byte[] {1}, CryptoProvider.jdk());
    private static final String ENCRYPT = "urn:ietf:params:rtp-hdrext:encrypt ";

    private static Negotiation side(EncryptedExtensions use, Cryptex cryptex) {
        OwnDtls dtls = OwnDtls.of(OURS, List.of(SrtpSuite.AEAD_AES_128_GCM), "seedseedseedseedseed", null);
        AudioCapabilities can = AudioCapabilities.of(AudioFormat.PCMU).withExtensions(use).withCryptex(cryptex);
        return Negotiation.start(can, LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000,
                        new OwnKeys(SrtpUse.REQUIRED, List.of(), dtls))
                .withIce(new LocalIce(IceCredentials.random(new SeededIds(4)), List.of(), true, false, true))
                .withVideo(new PassedVideo(List.of(new PassedVideo.Numbered(new VideoFormat("VP8", 90_000, ""), 96)), Direction.SENDRECV));
    }

    private static Negotiation side(EncryptedExtensions use) {
        return side(use, Cryptex.OFF);
    }

    /** @param extensions as in {@code 3 u} and {@code 4/sendonly e}, in a row with commas: in the clear and encrypted */
    private static SessionDescription browser(String setup, String extensions, String... more) {
        List<String> lines = new ArrayList<>(List.of("a=group:BUNDLE 0 1"));
        lines.addAll(List.of(more));
        lines.addAll(List.of("m=audio 5000 UDP/TLS/RTP/SAVPF 0", FINGERPRINT, "a=setup:" + setup, "a=ice-ufrag:abcd",
                "a=ice-pwd:abcdefghijklmnopqrstuvwx", "a=rtcp-mux", "a=mid:0", "m=video 5000 UDP/TLS/RTP/SAVPF 96", "a=rtcp-mux",
                "a=mid:1", "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 transport-cc"));
        Stream.of(extensions.split(",")).filter(one -> !one.isBlank()).forEach(one -> lines.add("a=extmap:" + full(one)));
        return Sdp.of(lines.toArray(String[]::new));
    }

    private static String full(String extension) {
        String[] words = extension.trim().split(" ");
        return words[0] + " " + (words[1].equals("e") ? ENCRYPT : "") + TransportNumbers.URI;
    }

    /** In the words of {@link #browser}. */
    private static String said(Negotiation side) {
        return sent(side).media().get(1).attributes().all("extmap").stream().filter(value -> !value.contains(MidLines.URI))
                .map(one -> one.replace(ENCRYPT + TransportNumbers.URI, "e").replace(TransportNumbers.URI, "u")).collect(Collectors.joining(","));
    }

    private static int numbers(Negotiation side) {
        return side.video().orElseThrow().feedback().numbers();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ANSWERED | 3 u,4 e | 4/recvonly e,3/inactive u | 4",
        "OFFERED  | 9/sendonly e,10/sendonly u | 9/recvonly e,10/inactive u | 9",
        "ANSWERED | 200 e | 200/recvonly e | 200",
        "ANSWERED | 3 u | 3/recvonly u | 3",
        "ANSWERED | 3 u,4/inactive e | 3/recvonly u | 3",
        "ANSWERED | 3 u,4/recvonly e | 3/recvonly u | 3",
        "ANSWERED | 3 u,15 e | 3/recvonly u | 3",
        "OFF      | 3 u,4 e | 3/recvonly u | 3",
        "OFF      | 4 e | '' | 0",
        "OFFERED  | 4/recvonly e | '' | 0"})
    void ofBothTheEncryptedOneIsTaken(EncryptedExtensions use, String offer, String answer, int identifier) {
        Negotiation answered = agreed(side(use).answer(browser("actpass", offer)));

        assertThat(said(answered)).isEqualTo(answer);
        assertThat(numbers(answered)).isEqualTo(identifier);
        assertThat(sent(answered).media().get(1).attributes().all("rtcp-fb").contains("* transport-cc")).isEqualTo(identifier > 0);
        assertThat(audio(answered).heads().elements()).isEqualTo(answer.contains(" e") ? Set.of(identifier) : Set.of());
        String again = answer.isEmpty() ? use == EncryptedExtensions.OFFERED ? "4/recvonly e,3/recvonly u" : "3/recvonly u"
                : answer.split(",")[0];
        assertThat(said(answered.offer(OfferKind.HOLD))).as("what is in force stays, in its form").isEqualTo(again);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "OFFERED | 4/sendonly e,3/inactive u | 4 | true",
        "OFFERED | 4/sendonly e,3/sendonly u | 4 | true",
        "OFFERED | 3/sendonly u | 3 | false",
        "OFFERED | 3 u,4/inactive e | 3 | false",
        "OFFERED | 5 e | 0 | false",
        "OFFERED | 3 e | 0 | false",
        "OFFERED | '' | 0 | false",
        "ANSWERED | 3 u,4 e | 3 | false",
        "OFF | 3 u,4 e | 3 | false"})
    void ofWhatWeOfferTheAnswerDecides(EncryptedExtensions use, String answer, int identifier, boolean encrypted) {
        Negotiation offered = side(use).offer(OfferKind.INITIAL);
        assertThat(said(offered)).isEqualTo(use == EncryptedExtensions.OFFERED ? "4/recvonly e,3/recvonly u" : "3/recvonly u");
        assertThat(sent(offered).media().get(0).attributes().all("extmap")).as("audio has no numbers").allMatch(value -> value.contains(MidLines.URI));
        Negotiation agreed = agreed(offered.accept(browser("active", answer)));

        assertThat(numbers(agreed)).isEqualTo(identifier);
        assertThat(audio(agreed).heads().elements()).isEqualTo(encrypted ? Set.of(identifier) : Set.of());
    }

    /** RFC 9335 section 4: both may be agreed on; packets have the one or the other. */
    @Test
    void besideCryptexBothAreAgreedOn() {
        Negotiation answered = agreed(side(EncryptedExtensions.ANSWERED, Cryptex.USED).answer(browser("actpass", "3 u,4 e", "a=cryptex")));

        assertThat(said(answered)).isEqualTo("4/recvonly e,3/inactive u");
        assertThat(audio(answered).heads()).isEqualTo(new HeaderProtection(Cryptex.USED, Set.of(4)));
    }

    /** What was agreed on in the clear may become encrypted, and goes with the video. */
    @Test
    void theyComeAndGoInTheMiddleOfACall() {
        Negotiation plain = agreed(side(EncryptedExtensions.ANSWERED).answer(browser("actpass", "3 u")));
        Negotiation hidden = agreed(plain.answer(browser("actpass", "3 u,4 e")));
        Negotiation without = agreed(hidden.withVideo(PassedVideo.NONE).answer(browser("actpass", "3 u,4 e")));

        assertThat(audio(plain).heads()).isEqualTo(HeaderProtection.NONE);
        assertThat(audio(hidden).heads()).isEqualTo(HeaderProtection.elements(4));
        assertThat(audio(without).heads()).isEqualTo(HeaderProtection.NONE);
    }

    /** RFC 6904 section 4: never of itself; and whatever else comes in such lines is no extension that we know. */
    @ParameterizedTest
    @CsvSource({"4 urn:ietf:params:rtp-hdrext:encrypt", "4 urn:ietf:params:rtp-hdrext:encrypt ",
        "4 urn:ietf:params:rtp-hdrext:encrypt urn:ietf:params:rtp-hdrext:encrypt http://x",
        "4 urn:ietf:params:rtp-hdrext:ENCRYPT http://x", "4", "4/", "/recvonly http://x", "4/sideways http://x"})
    void whatIsNoneIsLeftOut(String value) {
        assertThat(Extmap.of(Sdp.of("m=video 1 RTP/SAVPF 96", "a=extmap:" + value).media().get(0)).stream()
                .filter(one -> one.encrypted() || !value.contains("ENCRYPT"))).isEmpty();
    }
}
