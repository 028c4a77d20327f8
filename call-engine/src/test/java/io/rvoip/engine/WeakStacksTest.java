package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.NextHop;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.CapturedDatagram;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two whole stacks, of which one is strict, under the profile enterprise or government, and the other one as weak as its settings let it be: each
 * calls the other. What they have in common is DTLS with a suite of the profile, or there is no call and not one packet of media in clear.
 */
@Timeout(120)
class WeakStacksTest {
    private static final long PATIENCE = 20_000_000_000L;

    private final Office office = new Office();
    private final Phone weak = office.phone("alice", 440);
    private final Phone strict = office.phone("bob", 900);

    /** A way to set a stack up. */
    private record Weakness(String name, SrtpPolicy policy) {
        /** Whoever would do without, or with keys in the description, offers that first. */
        boolean agreesOnDtls(boolean calling) {
            return policy.overDtls() && (!calling || policy.use() == SrtpUse.REQUIRED && policy.keying().equals(Set.of(Keying.DTLS)));
        }

        boolean fits(SecurityProfile profile) {
            return SrtpPolicy.suites(profile).stream().anyMatch(policy.suites()::contains);
        }
    }

    private static List<Weakness> all() {
        List<Weakness> all = new ArrayList<>();
        all.add(new Weakness("plain", SrtpPolicy.OFF));
        for (SrtpUse use : List.of(SrtpUse.REQUIRED, SrtpUse.PREFERRED, SrtpUse.ACCEPTED)) {
            for (SrtpSuite suite : SrtpSuite.values()) {
                all.add(new Weakness("SDES " + use + ' ' + suite, SrtpPolicy.of(use, List.of(suite)).withOverClearSignalling(true)));
            }
        }
        for (SrtpSuite suite : List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AES_CM_128_HMAC_SHA1_32, SrtpSuite.AEAD_AES_128_GCM,
                SrtpSuite.AEAD_AES_256_GCM)) {
            for (SrtpUse use : List.of(SrtpUse.REQUIRED, SrtpUse.PREFERRED)) {
                all.add(new Weakness("DTLS " + use + ' ' + suite, SrtpPolicy.of(use, List.of(suite)).withKeying(Set.of(Keying.DTLS))));
            }
        }
        for (SecurityProfile profile : List.of(SecurityProfile.DEVELOPMENT, SecurityProfile.STANDARD, SecurityProfile.HIGH_SECURITY)) {
            all.add(new Weakness("all of " + profile, SecurityConfig.auto().srtp(profile).withOverClearSignalling(true)));
        }
        return all;
    }

    private Phone.Talk call(Phone caller, Phone called) {
        SipUri target = SipUri.of("sip:" + called.user + '@' + called.host.address().getHostAddress());
        Phone.Talk talk = caller.call(target, request -> request.withNextHop(NextHop.to(new Target(TransportProtocol.UDP, called.host.at(5060)))));
        office.advance(200);
        return talk;
    }

    private void under(SecurityProfile profile, Weakness weakness) {
        strict.settings = RtpMediaSettings.DEFAULT.withSrtp(SecurityConfig.auto().srtp(profile));
        weak.settings = RtpMediaSettings.DEFAULT.withSrtp(weakness.policy());
        strict.answersAfter(10);
        weak.answersAfter(10);
        office.wire.clear();
    }

    /** Handshakes take real time. */
    private void until(String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        long from = office.time.nanoTime();
        while (!condition.getAsBoolean()) {
            long passed = System.nanoTime() - begun;
            assertThat(passed).as(what).isLessThan(PATIENCE);
            office.time.advanceTo(from + passed);
            Thread.onSpinWait();
        }
    }

    private Stream<byte[]> media() {
        return office.wire.stream().filter(one -> one.from().getPort() >= 20_000).map(CapturedDatagram::bytes)
                .filter(bytes -> bytes.length > 0 && (bytes[0] & 0xC0) == 0x80);
    }

    private void judge(SecurityProfile profile, Weakness weakness, Phone.Talk calling, String what) {
        if (!weakness.agreesOnDtls(calling.phone == weak)) {
            assertThat(calling.end().status()).as(what).isEqualTo(488);
            assertThat(media()).as(what).isEmpty();
            return;
        }
        Phone.Talk other = calling.phone == weak ? strict.talk() : weak.talk();
        assertThat(calling.session.end()).as(what).isEmpty();
        if (weakness.fits(profile)) {
            until(what, () -> calling.leg().media().security().suite().isPresent() && other.leg().media().security().suite().isPresent());
            assertThat(SrtpPolicy.suites(profile)).as(what).containsAll(calling.leg().media().security().suite().stream().toList());
            assertThat(calling.leg().media().security().keying()).as(what).isEqualTo("dtls");
        } else {
            until(what, () -> !calling.unkeyed.isEmpty() && !other.unkeyed.isEmpty());
            office.advance(500);
            assertThat(calling.unkeyed + other.unkeyed).as(what).contains("no SRTP profile in common");
            assertThat(media()).as(what).isEmpty();
        }
        calling.phone.act(() -> calling.session.hangup());
        office.advance(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENTERPRISE", "GOVERNMENT"})
    void whoIsWeakerGetsNoCallAndNoMedia(SecurityProfile profile) {
        List<Weakness> all = all();
        assertThat(all).hasSizeGreaterThan(30);
        for (Weakness weakness : all) {
            under(profile, weakness);
            judge(profile, weakness, call(weak, strict), weakness.name() + " calls " + profile);
            under(profile, weakness);
            judge(profile, weakness, call(strict, weak), profile + " calls " + weakness.name());
        }
        office.closeAndFindNothing();
    }

    /** And what they say is not to be heard by others. */
    @Test
    void whoIsNotHasACallThatNobodyElseHears() {
        Weakness same = new Weakness("the same", SecurityConfig.auto().srtp(SecurityProfile.GOVERNMENT));
        under(SecurityProfile.GOVERNMENT, same);
        Phone.Talk calling = call(weak, strict);
        until("keys", () -> calling.leg().media().security().suite().isPresent() && strict.talk().leg().media().security().suite().isPresent());

        assertThat(calling.hears(900, 2_000)).isGreaterThan(0.8);
        assertThat(strict.talk().hears(440, 2_000)).isGreaterThan(0.8);
        assertThat(calling.leg().media().security().suite()).contains(SrtpSuite.AEAD_AES_256_GCM);
        calling.phone.act(() -> calling.session.hangup());
        office.closeAndFindNothing();
    }
}
