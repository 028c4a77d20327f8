package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Addresses of single phones at the registrar (RFC 5627 §5). */
class GruuRegistrationTest {
    private static final String URN = "urn:uuid:00000000-0000-1000-8000-000A95A0E128";
    private static final String PHONE = "Contact: <sip:alice@198.51.100.9:5060>;+sip.instance=\"<" + URN + ">\"";

    private final RegistrarFixture on = new RegistrarFixture();

    private static Optional<SipUri> gruu(SipResponse ok, String kind) {
        return ok.headers(HeaderKind.CONTACT).get(0).parameters().get(kind).map(SipUri::of);
    }

    private SipUri temporary(String... lines) {
        return gruu(register(lines), "temp-gruu").orElseThrow();
    }

    private SipResponse register(String... lines) {
        String[] all = new String[lines.length + 1];
        System.arraycopy(lines, 0, all, 0, lines.length);
        all[lines.length] = "Supported: gruu, path, outbound";
        return on.register(all);
    }

    /** How many bindings an address leads to. */
    private long leadsTo(SipUri gruu) {
        Gruu read = on.gruus.read(gruu).orElseThrow();
        return on.bindings().stream().filter(read::leadsTo).count();
    }

    @Test
    void aPhoneWithAnInstanceGetsBothAndThePublicOneStays() {
        SipResponse first = register(PHONE);
        assertThat(gruu(first, "pub-gruu")).contains(SipUri.of("sip:alice@rvoip.test;gr=" + URN));
        SipResponse second = register(PHONE);
        assertThat(gruu(second, "pub-gruu")).isEqualTo(gruu(first, "pub-gruu"));
        assertThat(gruu(second, "temp-gruu")).isNotEqualTo(gruu(first, "temp-gruu"));
        assertThat(first.headers(HeaderKind.SUPPORTED)).as("§5.2").doesNotContain("gruu");
        assertThat(first.headers(HeaderKind.CONTACT).get(0).toString()).contains("temp-gruu=\"sip:");
    }

    @Test
    void whoDoesNotKnowThemOrHasNoInstanceGetsNone() {
        SipResponse old = on.register(PHONE);
        assertThat(old.headers(HeaderKind.CONTACT).get(0).toString()).doesNotContain("gruu");
        SipResponse unnamed = register("Contact: <sip:alice@198.51.100.9:5062>");
        assertThat(unnamed.headers(HeaderKind.CONTACT)).extracting(contact -> contact.parameters().has("pub-gruu"))
                .containsExactly(true, false);
        SipResponse odd = register("Contact: <sip:alice@198.51.100.9:5064>;+sip.instance=\"no brackets\"");
        assertThat(odd.headers(HeaderKind.CONTACT).get(2).parameters().has("pub-gruu")).isFalse();
    }

    @Test
    void requireIsTakenAndNotWhereThereAreNone() {
        assertThat(on.register(PHONE, "Require: gruu").status()).isEqualTo(200);
        RegistrarFixture without = new RegistrarFixture();
        without.gruus = null;
        assertThat(without.register(PHONE, "Require: gruu").status()).isEqualTo(420);
        SipResponse ok = without.register(PHONE, "Supported: gruu");
        assertThat(gruu(ok, "pub-gruu")).isEmpty();
    }

    @Test
    void whatThePhoneSuggestsIsIgnored() {
        String suggested = PHONE + ";pub-gruu=\"sip:alice@rvoip.test;gr=mine\";temp-gruu=\"sip:x@rvoip.test;gr\"";
        SipResponse ok = register(suggested);
        assertThat(gruu(ok, "pub-gruu")).contains(SipUri.of("sip:alice@rvoip.test;gr=" + URN));
        assertThat(gruu(ok, "temp-gruu")).isNotEqualTo(Optional.of(SipUri.of("sip:x@rvoip.test;gr")));
    }

    @Test
    void aGruuOrTheAddressOfRecordAsContactIsForbidden() {
        SipUri mine = temporary(PHONE);
        String instance = ";+sip.instance=\"<" + URN + ">\"";
        assertThat(register("Contact: <" + mine + ">" + instance).status()).isEqualTo(403);
        assertThat(register("Contact: <sip:alice@rvoip.test;gr=" + URN + ">" + instance).status()).isEqualTo(403);
        assertThat(register("Contact: <sip:alice@rvoip.test>" + instance).status()).isEqualTo(403);
    }

    @Test
    void temporaryOnesAddUpAndAllAreGoodUntilTheRegistrationIsOver() {
        List<SipUri> given = List.of(temporary(PHONE), temporary(PHONE), temporary(PHONE));
        assertThat(given).doesNotHaveDuplicates().allMatch(gruu -> leadsTo(gruu) == 1);
        register(PHONE + ";expires=0");
        assertThat(given).allMatch(gruu -> leadsTo(gruu) == 0);
        temporary(PHONE);
        assertThat(given).as("another registration, other addresses").allMatch(gruu -> leadsTo(gruu) == 0);
    }

    @Test
    void whatExpiresTakesThemAlong() {
        SipUri given = temporary(PHONE, "Expires: 60");
        on.time.advance(Duration.ofSeconds(61));
        register(PHONE);
        assertThat(leadsTo(given)).isZero();
        assertThat(leadsTo(SipUri.of("sip:alice@rvoip.test;gr=" + URN))).isEqualTo(1);
    }

    @Test
    void anotherCallIdEndsThemForAllFlowsOfThePhone() {
        SipUri first = temporary(PHONE + ";reg-id=1", "Call-ID: one");
        SipUri second = temporary(PHONE + ";reg-id=2", "Call-ID: two");
        assertThat(List.of(first, second)).as("two flows of one phone").allMatch(gruu -> leadsTo(gruu) == 2);
        SipUri third = temporary(PHONE + ";reg-id=1", "Call-ID: three");
        assertThat(List.of(first, second)).allMatch(gruu -> leadsTo(gruu) == 0);
        assertThat(leadsTo(third)).isEqualTo(2);
        SipUri fourth = temporary(PHONE + ";reg-id=2", "Call-ID: two");
        assertThat(List.of(third, fourth)).allMatch(gruu -> leadsTo(gruu) == 2);
    }

    @Test
    void theyLiveAsLongAsOneFlowDoes() {
        SipUri given = temporary(PHONE + ";reg-id=1", "Call-ID: one");
        register(PHONE + ";reg-id=2", "Call-ID: two");
        register(PHONE + ";reg-id=1;expires=0", "Call-ID: one");
        assertThat(leadsTo(given)).isEqualTo(1);
    }

    @Test
    void allFlowsOfAPhoneAreListedWithTheSameOne() {
        register(PHONE + ";reg-id=1", "Call-ID: one");
        SipResponse ok = register(PHONE + ";reg-id=2", "Call-ID: two");
        assertThat(ok.headers(HeaderKind.CONTACT).stream().map(contact -> contact.parameters().get("temp-gruu")))
                .hasSize(2).containsOnly(gruu(ok, "temp-gruu").map(SipUri::toString));
    }

    @Test
    void phonesOfOneUserHaveDifferentOnes() {
        SipUri mine = temporary(PHONE);
        register("Contact: <sip:alice@198.51.100.9:5062>;+sip.instance=\"<urn:uuid:other>\"");
        assertThat(leadsTo(mine)).isEqualTo(1);
        assertThat(leadsTo(SipUri.of("sip:alice@rvoip.test;gr=urn:uuid:other"))).isEqualTo(1);
    }

    @Test
    void aRebootedPhoneIsReachedAtItsNewContact() {
        register(PHONE, "Call-ID: before");
        register(PHONE.replace(":5060", ":5070"), "Call-ID: after");
        register(PHONE, "Call-ID: before"); // the newest again
        Gruu gruu = on.gruus.read(SipUri.of("sip:alice@rvoip.test;gr=" + URN)).orElseThrow();
        List<Binding> all = on.bindings().stream().filter(gruu::leadsTo).toList();
        assertThat(PhoneFlows.of(all)).hasSize(1);
        assertThat(PhoneFlows.of(all).get(0).first().contact().port()).as("§6.1: most recently refreshed").isEqualTo(5060);
    }

    @Test
    void secureContactsGetSecureOnes() {
        Flow tls = new Flow(TransportProtocol.TLS, RegistrarFixture.HERE, RegistrarFixture.PHONE, 4);
        SipResponse ok = on.register(on.request(
                "Contact: <sips:alice@198.51.100.9:5061>;+sip.instance=\"<" + URN + ">\"", "Supported: gruu"), tls, "alice");
        Contact listed = ok.headers(HeaderKind.CONTACT).get(0);
        assertThat(listed.parameters().get("pub-gruu")).contains("sips:alice@rvoip.test;gr=" + URN);
        assertThat(listed.parameters().get("temp-gruu").orElseThrow()).startsWith("sips:");
    }
}
