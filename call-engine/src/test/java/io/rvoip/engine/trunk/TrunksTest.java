package io.rvoip.engine.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rvoip.common.Metrics;
import io.rvoip.common.Network;
import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.MediaMode;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsSession;
import io.rvoip.testing.SeededIds;
import io.rvoip.testing.TestMetrics;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** In which order trunks are tried, what they are called, and what is refused. */
class TrunksTest {
    private static TrunkConfig trunk(String name) {
        return TrunkConfig.of(name, "sip:" + name + ".test").withCallerNumber("+493099");
    }

    private static Trunks trunks(TrunkConfig... all) {
        Trunking trunking = Trunking.NONE;
        for (TrunkConfig one : all) {
            trunking = trunking.withTrunk(one);
        }
        return new Trunks(trunking, null, Metrics.none(), 0);
    }

    private static List<String> names(Trunks trunks, String number, long draw) {
        return trunks.towards(number, draw).stream().map(one -> one.config().name()).toList();
    }

    @Test
    void carriersComeAsConfiguredAndWithinOneByPriority() {
        Trunks trunks = trunks(
                trunk("blue-2").withCarrier("blue").withPriority(2), trunk("red").withPriority(1),
                trunk("blue-1").withCarrier("blue").withPriority(1));
        for (long draw = 0; draw < 50; draw++) {
            assertThat(names(trunks, "+4930123456", draw * 0x1234_5678_9ABCL)).containsExactly("blue-1", "blue-2", "red");
        }
    }

    /** From high-security on: whoever sends from a carrier's address is not the carrier yet. */
    @Test
    void aCarrierThatHasToProveItselfIsKnownByItsCertificateToo() {
        TestMetrics metrics = new TestMetrics();
        TrunkConfig config = TrunkConfig.of("blue", "sips:sbc.blue.test").withDomain("blue.test").withNetworks(List.of(Network.parse("192.0.2.0/24")));
        Trunks strict = new Trunks(Trunking.NONE.withTrunk(config).withCertified(true), null, metrics, 0);
        Flow from = new Flow(TransportProtocol.TLS, new InetSocketAddress("192.0.2.1", 5061), new InetSocketAddress("192.0.2.7", 40_000), 1);
        Flow elsewhere = new Flow(TransportProtocol.TLS, new InetSocketAddress("192.0.2.1", 5061), new InetSocketAddress("198.51.100.7", 40_000), 2);

        assertThat(strict.of(from, () -> proven("BLUE.test"))).isPresent();
        assertThat(strict.of(from, () -> proven("sbc.blue.test"))).isPresent();
        assertThat(strict.of(from, () -> proven("red.test"))).isEmpty();
        assertThat(strict.of(from, () -> proven())).isEmpty();
        assertThat(strict.of(from, Optional::empty)).isEmpty();
        assertThat(strict.of(elsewhere, () -> proven("blue.test"))).isEmpty();
        assertThat(trunks(config).of(from, Optional::empty)).as("where the address is enough").isPresent();

        strict.notFromTrunk(from);
        strict.notFromTrunk(elsewhere);
        assertThat(metrics.count("rvoip_trunk_unproven_total", "trunk", "blue")).isEqualTo(1);
    }

    private static Optional<TlsSession> proven(String... names) {
        return Optional.of(new TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", List.of(names)));
    }

    @Test
    void equalsAreDrawnByWeight() {
        Trunks trunks = trunks(
                trunk("a").withCarrier("x").withWeight(1), trunk("b").withCarrier("x").withWeight(3),
                trunk("c").withCarrier("x").withWeight(6));
        SeededIds ids = new SeededIds(7);
        int[] first = new int[3];
        int[] last = new int[3];
        for (int i = 0; i < 10_000; i++) {
            List<String> order = names(trunks, "+4930123456", ids.nextLong());
            assertThat(order).containsExactlyInAnyOrder("a", "b", "c");
            first[order.get(0).charAt(0) - 'a']++;
            last[order.get(2).charAt(0) - 'a']++;
        }
        assertThat(first[0] / 10_000.0).isCloseTo(0.1, within(0.02));
        assertThat(first[1] / 10_000.0).isCloseTo(0.3, within(0.02));
        assertThat(first[2] / 10_000.0).isCloseTo(0.6, within(0.02));
        assertThat(last[0] / 10_000.0).as("b before c: 3/10 * 6/7, c before b: 6/10 * 3/4").isCloseTo(0.707, within(0.02));
    }

    @Test
    void onlyThoseThatTakeTheNumberAndAnswerUnlessNoneDoes() {
        Trunks trunks = trunks(
                trunk("home").withOutbound(NumberList.of("+49*", "112")), trunk("world"));
        assertThat(names(trunks, "+4930123456", 0)).containsExactly("home", "world");
        assertThat(names(trunks, "+13035551212", 0)).containsExactly("world");
        assertThat(names(trunks, "112", 0)).containsExactly("home");
        assertThat(names(trunks, "113", 0)).isEmpty();
        trunks.all().get(0).state(TrunkState.DOWN);
        assertThat(names(trunks, "+4930123456", 0)).containsExactly("world");
        assertThat(names(trunks, "112", 0)).containsExactly("home");
    }

    @ParameterizedTest
    @CsvSource({
        "sip:carrier.test, '', sip:+4930123@carrier.test;user=phone",
        "sip:carrier.test:5070;transport=tcp, '', sip:+4930123@carrier.test:5070;transport=tcp;user=phone",
        "sips:sbc.carrier.test:5070, carrier.test, sips:+4930123@carrier.test;user=phone",
        "sip:192.0.2.7, carrier.test, sip:+4930123@carrier.test;user=phone",
    })
    void numbersAreAtTheDomainOfTheCarrier(String address, String domain, String uri) {
        TrunkConfig config = TrunkConfig.of("pstn", address);
        Trunk trunk = trunks(domain.isEmpty() ? config : config.withDomain(domain)).all().get(0);
        assertThat(trunk.uri("+4930123").toString()).isEqualTo(uri);
    }

    @Test
    void callsAndCallsPerSecondAreLimited() {
        Trunk trunk = trunks(trunk("a").withMaxCalls(3).withCallsPerSecond(2)).all().get(0);
        assertThat(trunk.admit(0, false)).isTrue();
        assertThat(trunk.admit(0, false)).isTrue();
        assertThat(trunk.hasRoom(0)).isFalse();
        assertThat(trunk.admit(0, false)).as("the third within a second").isFalse();
        assertThat(trunk.admit(600_000_000L, false)).isTrue();
        assertThat(trunk.admit(5_000_000_000L, false)).as("the fourth at once").isFalse();
        trunk.released();
        assertThat(trunk.admit(5_000_000_000L, false)).isTrue();
    }

    @Test
    void emergencyCallsAreNotHeldToTheLimitsOfATrunkButCount() {
        Trunk trunk = trunks(trunk("a").withMaxCalls(1).withCallsPerSecond(1)).all().get(0);
        assertThat(trunk.admit(0, false)).isTrue();
        assertThat(trunk.admit(0, true)).isTrue();
        assertThat(trunk.admit(0, true)).isTrue();
        assertThat(trunk.calls()).isEqualTo(3);
        assertThat(trunk.admit(9_000_000_000L, false)).isFalse();
    }

    private static List<String> problems(Trunking trunking, EngineMode mode, MediaMode media) {
        return trunking.validate(mode, media, List.of("PCMA", "G722"), SrtpPolicy.OFF).problems().stream()
                .map(problem -> problem.path()).toList();
    }

    @Test
    void whatCannotWorkIsRefusedByField() {
        TrunkConfig bare = TrunkConfig.of("a", "sip:a.test");
        Trunking all = Trunking.NONE.withTrunk(trunk("a").withSrtp(SrtpUse.REQUIRED))
                .withTrunk(trunk("b").withSrtp(SrtpUse.PREFERRED).withCodecs(List.of("pcma", "opus")))
                .withTrunk(bare.withInbound("+493012*", "alice")).withEnumSuffix("e164 arpa");
        assertThat(problems(all, EngineMode.B2BUA, MediaMode.ANCHORED)).containsExactly(
                "enum.suffix", "trunks[0].srtp", "trunks[1].codecs", "trunks[1].srtp", "trunks[2].name",
                "trunks[2].callerNumber", "trunks[2].networks");
        Trunking good = Trunking.NONE.withTrunk(trunk("a").withCodecs(List.of("G722")));
        assertThat(problems(good, EngineMode.B2BUA, MediaMode.ANCHORED)).isEmpty();
        assertThat(problems(good, EngineMode.B2BUA, MediaMode.DIRECT)).containsExactly("trunks[0].codecs");
        assertThat(problems(good, EngineMode.PROXY, MediaMode.ANCHORED)).contains("trunks");
    }

    @ParameterizedTest
    @EnumSource(value = SrtpUse.class, mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void keysGoByTlsOrInALaboratory(SrtpUse use) {
        for (String address : List.of("sips:a.test", "sip:a.test;transport=tls")) {
            Trunking secure = Trunking.NONE.withTrunk(
                    TrunkConfig.of("a", address).withCallerNumber("+493012345").withSrtp(use));
            assertThat(problems(secure, EngineMode.B2BUA, MediaMode.ANCHORED)).isEmpty();
            assertThat(problems(secure, EngineMode.B2BUA, MediaMode.DIRECT)).containsExactly("trunks[0].srtp");
        }
        Trunking clear = Trunking.NONE.withTrunk(trunk("a").withSrtp(use));
        SrtpPolicy laboratory = SrtpPolicy.of(SrtpUse.ACCEPTED, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80));
        assertThat(clear.validate(EngineMode.B2BUA, MediaMode.ANCHORED, List.of(), laboratory).isValid()).isFalse();
        assertThat(clear.validate(EngineMode.B2BUA, MediaMode.ANCHORED, List.of(), laboratory.withOverClearSignalling(true)).isValid())
                .isTrue();
    }

    @Test
    void waysToKeysAreThoseOfCarriersUnlessThePlatformHasOneOnly() {
        SrtpPolicy both = SrtpPolicy.of(SrtpUse.PREFERRED, SrtpPolicy.suites(SecurityProfile.ENTERPRISE))
                .withKeying(Set.of(Keying.SDES, Keying.DTLS));
        assertThat(Trunking.srtp(SrtpUse.REQUIRED, both)).isEqualTo(SrtpPolicy.of(SrtpUse.REQUIRED, both.suites()));
        SrtpPolicy strict = both.withKeying(Set.of(Keying.DTLS));
        assertThat(Trunking.srtp(SrtpUse.REQUIRED, strict).keying()).containsExactly(Keying.DTLS);
        assertThat(Trunking.srtp(SrtpUse.OFF, strict)).isEqualTo(SrtpPolicy.OFF);
        assertThat(Trunking.srtp(SrtpUse.PREFERRED, SrtpPolicy.OFF).suites()).isEqualTo(SrtpPolicy.suites(SecurityProfile.STANDARD));
    }
}
