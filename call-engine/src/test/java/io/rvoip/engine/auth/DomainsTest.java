package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainsTest {
    private final Domains domains = Domains.of("RVOIP.test").withAlias("pbx.rvoip.test")
            .withAlias("192.0.2.1").withAlias("[2001:db8::1]").withPort(5070);
    private final Flow flow = Flow.udp(new InetSocketAddress("10.0.0.1", 5070), new InetSocketAddress("10.0.0.9", 5060));

    @ParameterizedTest
    @CsvSource({
        "sip:a@rvoip.test,true,true", "sip:a@Rvoip.Test:5070,true,true", "sip:a@rvoip.test:6000,true,false",
        "sip:pbx.rvoip.test,true,true", "sip:a@192.0.2.1:5070,true,true", "sip:a@192.0.2.1:5090,true,false",
        "sip:a@192.0.2.1,true,true", "sip:a@[2001:DB8:0::1],true,true", "sip:a@[2001:db8::2],false,false",
        "sip:a@10.0.0.1:5070,true,true", "sip:a@10.0.0.1:5060,true,false", "sip:a@10.0.0.9:5070,false,false",
        "sip:a@elsewhere.test,false,false", "sip:a@192.0.2.11:5070,false,false", "sip:a@sub.rvoip.test,false,false"})
    void knowsItself(String uri, boolean serves, boolean leadsHere) {
        assertThat(domains.serves(SipUri.of(uri), flow)).isEqualTo(serves);
        assertThat(domains.leadsHere(SipUri.of(uri), flow)).isEqualTo(leadsHere);
    }

    @Test
    void addressTheRequestCameInAtIsOursOnlyForThatFlow() {
        assertThat(domains.serves(SipUri.of("sip:a@10.0.0.1"))).isFalse();
    }

    @Test
    void withoutPortsTheDefaultOnesAreOurs() {
        Domains plain = Domains.of("rvoip.test");
        assertThat(plain.leadsHere(SipUri.of("sip:a@rvoip.test:5060"), flow)).isTrue();
        assertThat(plain.leadsHere(SipUri.of("sip:a@rvoip.test:5061"), flow)).isTrue();
        assertThat(plain.leadsHere(SipUri.of("sip:a@rvoip.test:5090"), flow)).isFalse();
    }

    @Test
    void userHasOneAddressOfRecord() {
        assertThat(domains.addressOfRecord("alice")).isEqualTo("sip:alice@rvoip.test");
        assertThat(domains.uri("al ice").toString()).isEqualTo("sip:al%20ice@rvoip.test");
        assertThat(domains.realm()).isEqualTo("rvoip.test");
    }

    @Test
    void noHostIsRefused() {
        assertThatThrownBy(() -> Domains.of("")).hasMessageContaining("domain");
        assertThatThrownBy(() -> Domains.of("not a host")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> domains.withAlias("a@b")).isInstanceOf(IllegalArgumentException.class);
    }
}
