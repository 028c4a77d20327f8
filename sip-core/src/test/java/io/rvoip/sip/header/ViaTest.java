package io.rvoip.sip.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.SipSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViaTest {
    @Test
    void allParts() {
        Via via = Via.of("SIP/2.0/udp h.example.com:5070;branch=z9hG4bKx;received=192.0.2.1;rport=99;ttl=3");

        assertThat(via.protocol()).isEqualTo("SIP/2.0/UDP");
        assertThat(via.transport()).isEqualTo("UDP");
        assertThat(via.host()).isEqualTo("h.example.com");
        assertThat(via.port()).isEqualTo(5070);
        assertThat(via.branch()).contains("z9hG4bKx");
        assertThat(via.branchLength()).isEqualTo(8);
        assertThat(via.hasRfc3261Branch()).isTrue();
        assertThat(via.received()).contains("192.0.2.1");
        assertThat(via.rport()).isEqualTo(99);
        assertThat(via.parameter("ttl")).contains("3");
        assertThat(via.parameters().names()).containsExactly("branch", "received", "rport", "ttl");
    }

    @Test
    void spacesAnywhereTheGrammarHasThem() {
        Via via = Via.of("SIP / 2.0 / TCP  h : 5060 ; branch = b");

        assertThat(via.protocol()).isEqualTo("SIP/2.0/TCP");
        assertThat(via.transport()).isEqualTo("TCP");
        assertThat(via.port()).isEqualTo(5060);
        assertThat(via.branch()).contains("b");
    }

    @Test
    void ipv6() {
        Via via = Via.of("SIP/2.0/UDP [2001:db8::9:1]:5080;received=[2001:db8::9:255];branch=z9hG4bK");

        assertThat(via.host()).isEqualTo("[2001:db8::9:1]");
        assertThat(via.port()).isEqualTo(5080);
        assertThat(via.received()).contains("2001:db8::9:255");
        assertThat(via.hasRfc3261Branch()).isFalse();
        assertThat(Via.of("SIP/2.0/UDP h;received=::1").received()).contains("::1");
        assertThat(Via.of("UDP", "::1", -1, "b")).hasToString("SIP/2.0/UDP [::1];branch=b");
    }

    @Test
    void unknownProtocolsAreKept() {
        assertThat(Via.of("SIP/7.0/X h").protocol()).isEqualTo("SIP/7.0/X");
        assertThat(Via.of("SIP/2.0/x-y h").transport()).isEqualTo("X-Y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIP/2.0/UDP", "SIP/2.0/UDP ", "SIP/2.0 h", "SIP/2.0/ h", "SIP/2.0/UDP h:0",
            "SIP/2.0/UDP h:x",
            "SIP/2.0/UDP h;", "SIP/2.0/UDP h;;branch=a", "SIP/2.0/UDP h;branch", "SIP/2.0/UDP h;branch=",
            "SIP/2.0/UDP h;branch=a;branch=b", "SIP/2.0/UDP h;branch=\"a\"", "SIP/2.0/UDP h;rport=0",
            "SIP/2.0/UDP h;rport=65536", "SIP/2.0/UDP h;rport=x", "SIP/2.0/UDP h x", "SIP/2.0/UDP [::1",
            "SIP/2.0/UDP h,g",
            "/2.0/UDP h", "SIP//UDP h"})
    void malformedValuesAreRefused(String text) {
        assertThatThrownBy(() -> Via.of(text)).isInstanceOf(SipSyntaxException.class);
    }

    @Test
    void stamping() {
        Via via = Via.of("UDP", "h", 5060, "z9hG4bK1").withRport(0);

        assertThat(via).hasToString("SIP/2.0/UDP h:5060;branch=z9hG4bK1;rport");
        assertThat(via.rport()).isZero();
        Via stamped = via.withReceived("2001:db8::1").withRport(4711);
        assertThat(stamped).hasToString("SIP/2.0/UDP h:5060;branch=z9hG4bK1;rport=4711;received=2001:db8::1");
        assertThat(stamped.received()).contains("2001:db8::1");
        assertThat(stamped.rport()).isEqualTo(4711);
        assertThat(stamped.withBranch("z9hG4bK2").branch()).contains("z9hG4bK2");
        assertThat(stamped.withParameter("maddr", "224.0.1.75").parameter("maddr")).contains("224.0.1.75");
        assertThat(via).isEqualTo(Via.of(via.toString())).hasSameHashCodeAs(Via.of(via.toString()))
                .isNotEqualTo(stamped);
        assertThatThrownBy(() -> Via.of("UDP", "h", 1, "a b")).isInstanceOf(SipSyntaxException.class);
        assertThatThrownBy(() -> Via.of("U DP", "h", 1, "a")).isInstanceOf(SipSyntaxException.class);
    }
}
