package io.rvoip.sip.uri;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UriProperties {
    @Provide
    Arbitrary<Uri> uris() {
        Arbitrary<String> user = Arbitraries.of("", "a@", "A@", "%61@", "a%40b@", "a:p@", "a;x@", "a%3Bx@",
                "+1-2;isub=3@");
        Arbitrary<String> host = Arbitraries.of("h", "H", "[::1]", "[0:0::1]", "192.0.2.1", "h:5060", "h:5070");
        Arbitrary<String> parameters = Arbitraries.of(";lr", ";LR", ";p=1", ";p=%31", ";P=2", ";transport=tcp",
                ";transport=TCP",
                ";user=phone", ";ttl=1", ";maddr=h", ";method=INVITE", ";p").list().ofMaxSize(3)
                .map(l -> String.join("", l));
        Arbitrary<String> headers = Arbitraries.of("", "?a=1", "?a=1&b=2", "?b=2&a=1", "?A=1", "?a=%31", "?a=1&a=1",
                "?a=");
        Arbitrary<Uri> sip = Combinators.combine(Arbitraries.of("sip:", "SIP:", "sips:"), user, host, parameters,
                headers)
                .as((s, u, h, p, q) -> Uri.of(s + u + h + p + q));
        Arbitrary<Uri> tel = Arbitraries.of("tel:+1-2", "tel:+12", "tel:12", "tel:12;ext=3", "tel:12;EXT=3-",
                "tel:12;a;b", "tel:12;b;a")
                .map(Uri::of);
        return Arbitraries.oneOf(sip, sip, sip, tel, Arbitraries.of("urn:a", "URN:a", "urn:b").map(Uri::of));
    }

    @Property(tries = 2000)
    void equivalenceIsSymmetric(@ForAll("uris") Uri one, @ForAll("uris") Uri other) {
        assertThat(one.equivalentTo(other)).isEqualTo(other.equivalentTo(one));
    }

    @Property
    void equivalenceIsReflexiveAndImpliedByEquality(@ForAll("uris") Uri uri) {
        assertThat(uri.equivalentTo(uri)).isTrue();
        assertThat(uri.equivalentTo(Uri.of(uri.toString()))).isTrue();
        assertThat(Uri.of(uri.toString())).isEqualTo(uri).hasSameHashCodeAs(uri);
        assertThat(uri.detached()).isEqualTo(uri);
    }

    @Property
    void equivalentUrisHaveOneAddressOfRecordButForThePort(@ForAll("uris") Uri one, @ForAll("uris") Uri other) {
        if (one instanceof SipUri a && other instanceof SipUri b && a.equivalentTo(b) && !a.host().startsWith("[")) {
            assertThat(a.addressOfRecord()).isEqualTo(b.addressOfRecord());
        }
    }

    @Property
    void anyUserSurvivesEscaping(@ForAll String user) {
        if (!user.isEmpty() && user.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            assertThat(SipUri.of(user, "h").user()).contains(user);
        }
    }
}
