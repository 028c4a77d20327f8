package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Secret;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.session.EndCause;
import io.rvoip.session.SecurityConfig;
import io.rvoip.testing.ScriptedSipPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls whose media is encrypted with keys in the descriptions, between two phones in the laboratory. */
class EncryptedCallTest extends PhoneFixture {
    private final Phone alice = phone("alice");
    private final Phone bob = otherPhone("bob");

    private Call call(SecurityConfig caller, SecurityConfig called) {
        alice.builder.withSecurity(caller);
        bob.builder.withSecurity(called);
        alice.connect();
        bob.connect();
        return alice.call(bob.uri(), new Heard());
    }

    private Call answered(SecurityConfig caller, SecurityConfig called) {
        Call call = call(caller, called);
        advance(100);
        done(bob.incoming().answer());
        done(call.answered());
        return call;
    }

    @Test
    void bothHearEachOtherAndSayHowTheyAreProtected() {
        Call call = answered(SecurityConfig.sdes(), SecurityConfig.auto());
        SecurityReport agreed = call.security();
        assertThat(agreed.keying()).isEqualTo("sdes");
        assertThat(agreed.suite()).isEqualTo("AEAD_AES_128_GCM");
        assertThat(agreed.secured()).as("agreed on is not yet done").isFalse();

        advance(10_000);
        assertThat(alice.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(bob.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(call.security().secured()).isTrue();
        assertThat(bob.incoming().security().secured()).isTrue();
        assertThat(call.security().mediaEncrypted()).isTrue();
        assertThat(call.security().warnings()).hasSize(2)
                .anyMatch(warning -> warning.startsWith("the keys of the media went through plain signalling"));
        done(call.hangup());
    }

    @Test
    void keysFromDtlsAreReportedWithTheFingerprintThatWasProven() {
        Call call = answered(SecurityConfig.dtlsSrtp(), SecurityConfig.auto());
        assertThat(call.security().keying()).isEqualTo("dtls");
        assertThat(call.security().suite()).as("not agreed on yet").isNull();
        until(() -> call.security().suite() != null && bob.incoming().security().suite() != null);
        advance(10_000);

        assertThat(alice.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(bob.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(call.security().secured()).isTrue();
        assertThat(call.security().fingerprint()).startsWith("sha-256 ").isNotEqualTo(bob.incoming().security().fingerprint());
        assertThat(call.security().warnings())
                .anyMatch(warning -> warning.startsWith("the fingerprint went through plain signalling"))
                .noneMatch(warning -> warning.contains("plain RTP"));
        done(call.hangup());
    }

    @Test
    void keysFromMikeyNeedNoEncryptedSignalling() {
        SecurityConfig shared = SecurityConfig.enterprisePsk(Secret.of("a key that both sides hold"));
        Call call = answered(shared, shared);
        advance(10_000);

        assertThat(alice.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(bob.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(call.security().keying()).isEqualTo("mikey-psk");
        assertThat(call.security().suite()).isEqualTo("AEAD_AES_128_GCM");
        assertThat(call.security().secured()).isTrue();
        assertThat(bob.incoming().security().secured()).isTrue();
        assertThat(call.security().warnings()).singleElement().asString().startsWith("signalling is plain UDP");
        done(call.hangup());
    }

    /** Who speaks MIKEY is answered with it, who does not with DTLS-SRTP. */
    @Test
    void mikeyBesideDtlsIsTakenByWhoHasEither() {
        SecurityConfig.MikeyPsk shared = SecurityConfig.enterprisePsk(Secret.of("a key that both sides hold"));
        Call managed = answered(shared.withDtls(), shared);
        advance(3_000);
        assertThat(managed.security().keying()).isEqualTo("mikey-psk");
        done(managed.hangup());
        assertThat(bob.ear.heardMillis()).isGreaterThan(2_500);
    }

    @Test
    void dtlsBesideMikeyIsTakenByWhoHasNoOther() {
        Call call = answered(SecurityConfig.enterprisePsk(Secret.of("a key that both sides hold")).withDtls(), SecurityConfig.dtlsSrtp());
        until(() -> call.security().suite() != null && bob.incoming().security().suite() != null);
        advance(3_000);
        assertThat(call.security().keying()).isEqualTo("dtls");
        assertThat(bob.ear.heardMillis()).isGreaterThan(2_500);
        done(call.hangup());
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA", "RSA_R", "DH"})
    void keysFromMikeyWithCertificates(MikeyMode mode, @TempDir Path folder) throws IOException {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        String authority = Files.readString(all.write(folder, "ca"));
        LocalAuthority.Pair first = all.issue(folder, "alice", certificate(alice.uri()));
        LocalAuthority.Pair second = all.issue(folder, "bob", certificate(bob.uri()));
        Optional<String> known = mode == MikeyMode.RSA ? Optional.of(Files.readString(second.certificate())) : Optional.empty();
        Call call = answered(with(first, known).withAuthorities(authority).withMode(mode),
                with(second, Optional.empty()).withAuthorities(authority));
        advance(10_000);

        assertThat(alice.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(bob.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(call.security().keying()).isEqualTo(mode.keying());
        assertThat(call.security().secured()).isTrue();
        done(call.hangup());
    }

    private static SecurityConfig.MikeyPke with(LocalAuthority.Pair own, Optional<String> peer) throws IOException {
        return SecurityConfig.enterprisePke(
                Files.readString(own.certificate()), Secret.of(Files.readString(own.key())), peer);
    }

    private static LocalAuthority.Request certificate(String uri) {
        return new LocalAuthority.Request(uri).uri(uri).rsa()
                .valid(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void anotherKeyOfMikeyIsRefused() {
        Call call = call(SecurityConfig.enterprisePsk(Secret.of("a key that both sides hold")),
                SecurityConfig.enterprisePsk(Secret.of("a key that nobody else holds")));
        CompletableFuture<Call> answer = call.answered();
        advance(100);
        bob.incoming().answer();

        assertThat(failure(answer)).isInstanceOf(CallEndedException.class);
        assertThat(call.endReason().orElseThrow().status()).isEqualTo(488);
    }

    @Test
    void holdingGoesOnWithTheSameKeys() {
        Call call = answered(SecurityConfig.sdes(), SecurityConfig.sdes());
        advance(1_000);
        done(call.hold());
        advance(1_000);
        done(call.resume());
        int before = bob.ear.heardMillis();
        advance(2_000);

        assertThat(bob.ear.heardMillis()).isGreaterThan(before + 1_800);
        done(call.hangup());
    }

    @Test
    void whoInsistsRefusesPlainAndSaysWhy() {
        Call call = call(SecurityConfig.none(), SecurityConfig.sdes());
        CompletableFuture<Call> answer = call.answered();
        advance(100);
        bob.incoming().answer();

        assertThat(failure(answer)).isInstanceOf(CallEndedException.class);
        assertThat(call.endReason().orElseThrow().status()).isEqualTo(488);
        assertThat(call.endReason().orElseThrow().cause()).isEqualTo(EndCause.REJECTED);
        assertThat(bob.incoming().security().refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.offered()).isEqualTo("RTP/AVP");
            assertThat(refused.why()).startsWith("plain RTP is refused, SRTP is required");
        });
        assertThat(call.security().refusals()).as("nothing was refused by the caller").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "RTP/AVP | x-nothing:here | RTP/AVP | RTP/AVP in answer to RTP/SAVP",
        "RTP/SAVP | crypto:1 NULL_HMAC_SHA1_80 inline:c4n4ry | RTP/SAVP, crypto NULL_HMAC_SHA1_80 | no usable key in the answer: unknown suite"})
    void weakerAnswersAreRefusedAndNamed(String transport, String attribute, String offered, String why) {
        try (ScriptedSipPeer peer = ScriptedSipPeer.on(time, network.host(), 5060)) {
            alice.builder.withSecurity(SecurityConfig.sdes());
            alice.connect();
            Call call = alice.call("sip:carol@" + peer.hostPort(), new Heard());
            String address = peer.address().getAddress().getHostAddress();
            peer.respondWith("v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio 40000 "
                    + transport + " 0\r\na=" + attribute + "\r\n", peer.expect("INVITE"), 200, "OK",
                    "Contact: <sip:carol@" + peer.hostPort() + ">", "Content-Type: application/sdp");
            peer.expect("ACK");
            peer.when("BYE", bye -> peer.respond(bye, 200, "OK"));
            done(call.ended());

            assertThat(call.endReason().orElseThrow().status()).isEqualTo(488);
            assertThat(call.security().refusals()).singleElement().satisfies(refused -> {
                assertThat(refused.offered()).isEqualTo(offered);
                assertThat(refused.why()).isEqualTo(why).isEqualTo(call.endReason().orElseThrow().text());
            });
            assertThat(alice.rtpSent()).isZero();
        }
    }

    /** Over plain signalling nobody is given keys unasked. */
    @Test
    void twoThatWouldTakeEitherStayPlainInTheLaboratory() {
        Call call = answered(SecurityConfig.auto(), SecurityConfig.auto());
        advance(1_000);

        assertThat(call.security().keying()).isEqualTo("none");
        assertThat(call.security().suite()).isNull();
        done(call.hangup());
    }
}
