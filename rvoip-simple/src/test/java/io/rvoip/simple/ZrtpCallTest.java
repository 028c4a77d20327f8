package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.EndCause;
import io.rvoip.session.SecurityConfig;
import org.junit.jupiter.api.Test;

/** Calls from phone to phone whose keys nobody in between knows, as long as people compare what they see. */
class ZrtpCallTest extends PhoneFixture {
    private final Phone alice = phone("alice");
    private final Phone bob = otherPhone("bob");
    private final Heard events = new Heard();

    private Call answered(SecurityConfig caller, SecurityConfig called) {
        alice.builder.withSecurity(caller);
        bob.builder.withSecurity(called);
        alice.connect();
        bob.connect();
        return again();
    }

    private Call again() {
        Call call = alice.call(bob.uri(), events);
        advance(100);
        done(bob.incoming().answer());
        done(call.answered());
        return call;
    }

    @Test
    void bothSeeTheSameStringAndSayWhetherTheyCompared() {
        Call call = answered(SecurityConfig.p2p(), SecurityConfig.p2p());
        assertThat(call.security().keying()).isEqualTo("zrtp");
        assertThat(call.security().suite()).as("not agreed on yet").isNull();
        advance(10_000);

        assertThat(alice.ear.heardMillis()).isGreaterThan(9_000);
        assertThat(bob.ear.heardMillis()).isGreaterThan(9_000);
        SecurityReport agreed = call.security();
        assertThat(agreed.suite()).isEqualTo("AES_CM_128_HMAC_SHA1_80");
        assertThat(agreed.secured()).isTrue();
        assertThat(agreed.sas()).hasSize(4).isEqualTo(bob.incoming().security().sas());
        assertThat(events.last(CallEvent.SasKnown.class).sas().sas()).isEqualTo(agreed.sas());
        assertThat(agreed.sasVerified()).isFalse();
        assertThat(agreed.warnings()).anyMatch(warning -> warning.startsWith("nobody has compared the SAS"));

        call.sasCompared(true);
        bob.incoming().sasCompared(true);
        advance(10);
        assertThat(call.security().sasVerified()).isTrue();
        assertThat(call.security().warnings()).noneMatch(warning -> warning.contains("SAS"));
        done(call.hangup());

        Call second = again();
        advance(1_000);
        assertThat(second.security().sasVerified()).as("both remember").isTrue();
        done(second.hangup());
    }

    @Test
    void whoInsistsHangsUpOnAFarEndWithoutItAndSaysWhy() {
        Call call = answered(SecurityConfig.p2p(), SecurityConfig.none());
        done(call.ended());

        assertThat(call.endReason().orElseThrow().status()).isEqualTo(488);
        assertThat(call.endReason().orElseThrow().cause()).isEqualTo(EndCause.MEDIA);
        assertThat(call.endReason().orElseThrow().text()).isEqualTo("ZRTP: the far end does not answer");
        assertThat(alice.rtpSent()).isZero();
    }
}
