package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write, and what we make of it. */
class AccountTest {
    private final Account account = Account.of(SimpleVoipClient.create("alice@rvoip.test", "pw")
            .withDisplayName("Alice \"A\"").withRegistrar("pbx.rvoip.test:5070").config());

    @ParameterizedTest
    @CsvSource({
        "bob, sip:bob@rvoip.test",
        "bob@example.com, sip:bob@example.com",
        "' sip:bob@example.com:5070 ', sip:bob@example.com:5070",
        "SIP:bob@example.com;transport=tcp, SIP:bob@example.com;transport=tcp",
        "sip:192.0.2.1, sip:192.0.2.1",
        "'sip:bob@[2001:db8::1]:5062', 'sip:bob@[2001:db8::1]:5062'",
        "sip:bob@example.com?Subject=x, sip:bob@example.com",
        "*123#, sip:*123%23@rvoip.test",
        "+49 30 123, ''",
        "+4930123, sip:+4930123@rvoip.test",
        "tel:+49-30-123, sip:+4930123@rvoip.test;user=phone",
    })
    void targets(String written, String meant) {
        if (meant.isEmpty()) {
            assertThatThrownBy(() -> account.target(written)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(account.target(written).toString()).isEqualTo(meant);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "<bob>", "sip:", "sips:bob@", "tel:", "bob@", "bob@exa mple"})
    void noTargets(String written) {
        assertThatThrownBy(() -> account.target(written)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void addressOfRecordHasAUserAndNoParameters() {
        assertThat(Account.addressOfRecord("sip:alice@rvoip.test;transport=tcp").toString())
                .isEqualTo("sip:alice@rvoip.test");
        assertThatThrownBy(() -> Account.addressOfRecord("rvoip.test")).hasMessageContaining("user@domain");
    }

    @Test
    void aSecureAddressStaysSecure() {
        Account secure = Account.of(SimpleVoipClient.create("sips:alice@rvoip.test", "").config());
        assertThat(secure.domain()).hasToString("sips:rvoip.test");
        assertThat(secure.target("bob")).hasToString("sips:bob@rvoip.test");
        assertThat(secure.target("tel:+49-30")).hasToString("sips:+4930@rvoip.test;user=phone");
        assertThat(secure.overOurTransport(SipUri.of("sips:bob@h"))).hasToString("sips:bob@h");
    }

    @Test
    void registrarServesOurDomainOnly() {
        assertThat(account.through(SipUri.of("sip:bob@RVOIP.test"))).hasToString("sip:pbx.rvoip.test:5070");
        assertThat(account.through(SipUri.of("sip:bob@example.com"))).isNull();
        assertThat(account.domain()).hasToString("sip:rvoip.test");
    }

    @Test
    void proxiesStandInOrder() {
        Account behind = Account.of(SimpleVoipClient.create("alice@rvoip.test", "")
                .withOutboundProxies(List.of("192.0.2.1", "sip:192.0.2.2;lr")).config());
        assertThat(behind.proxies()).hasToString("[sip:192.0.2.1, sip:192.0.2.2;lr]");
        assertThat(Account.route(behind.proxies().get(0))).isEmpty();
        assertThat(Account.route(behind.proxies().get(1))).hasToString("[<sip:192.0.2.2;lr>]");
        assertThat(behind.credentials()).as("no password, no credentials").isEmpty();
    }

    @Test
    void transportIsWrittenWhereItIsNotTheUsualOne() {
        Account tcp = Account.of(SimpleVoipClient.create("alice@rvoip.test", "")
                .withTransport(TransportProtocol.TCP).config());
        assertThat(tcp.overOurTransport(SipUri.of("sip:bob@h"))).hasToString("sip:bob@h;transport=tcp");
        assertThat(tcp.overOurTransport(SipUri.of("sip:bob@h;transport=udp"))).hasToString("sip:bob@h;transport=udp");
        assertThat(account.overOurTransport(SipUri.of("sip:bob@h"))).hasToString("sip:bob@h");
    }

    @Test
    void displayNameIsQuoted() {
        assertThat(account.from().displayName()).contains("Alice \"A\"");
        assertThat(account.credentials().get(0).username()).isEqualTo("alice");
        assertThat(account.credentials().toString()).doesNotContain("pw");
    }
}
