package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.EndCause;
import io.rvoip.session.SecurityConfig;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

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
