package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.auth.Domains;
import io.rvoip.sip.uri.SipUri;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Addresses of single phones: what they look like, and who can make them (RFC 5627 §5.1, §5.4). */
class GruusTest {
    private static final Device PHONE = new Device("<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>", 0, false, 77);

    private final Gruus gruus = new Gruus(Domains.of("rvoip.test"), CryptoProvider.jdk());

    private SipUri temporary(String user) {
        return gruus.temporary(user, PHONE).orElseThrow();
    }

    @Test
    void aPublicOneIsTheAddressOfRecordWithTheInstance() {
        SipUri gruu = gruus.published("alice", PHONE);
        assertThat(gruu.toString()).isEqualTo("sip:alice@rvoip.test;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        assertThat(gruus.read(gruu)).contains(new Gruu("alice", PHONE.instance(), 0));
        assertThat(gruu.equivalentTo(SipUri.of("sip:alice@rvoip.test"))).as("§5.4: to those who ignore it").isTrue();
    }

    @Test
    void anInstanceWithAnyCharacterComesBack() {
        Device odd = new Device("<urn:x;y=\"ü ?&@>", 0, false, 1);
        assertThat(gruus.read(SipUri.of(gruus.published("a b", odd).toString()))).contains(new Gruu("a b", odd.instance(), 0));
    }

    @Test
    void aTemporaryOneLeadsToUserAndSeriesAndNamesNeither() {
        SipUri gruu = temporary("alice");
        assertThat(gruu.parameter("gr")).contains("");
        assertThat(gruu.toString()).endsWith("@rvoip.test;gr").doesNotContain("alice");
        assertThat(gruus.read(SipUri.of(gruu.toString()))).contains(new Gruu("alice", "", 77));
    }

    @Test
    void twoAreNeverTheSameAndTheirLengthTellsNoUsersApart() {
        Set<String> seen = new HashSet<>();
        Set<Integer> lengths = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            String text = temporary("u".repeat(i % 39 + 1)).toString();
            seen.add(text);
            lengths.add(text.length());
        }
        assertThat(seen).hasSize(2000);
        assertThat(lengths).hasSize(1);
    }

    @Test
    void userNamesOf255OctetsGoInAndLongerOnesGetNone() {
        String most = "ü".repeat(127) + "x";
        assertThat(gruus.read(temporary(most)).orElseThrow().user()).isEqualTo(most);
        assertThat(gruus.temporary(most + "x", PHONE)).isEmpty();
    }

    @Test
    void anythingAlteredIsForged() {
        String token = temporary("alice").user().orElseThrow();
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < token.length() - 1; i++) { // the last digit may carry unused bits
            char other = digits.charAt((digits.indexOf(token.charAt(i)) + 1) % 64);
            assertThat(read(token.substring(0, i) + other + token.substring(i + 1))).isEqualTo(Gruu.FORGED);
        }
        for (int length = 0; length < token.length() - 1; length++) {
            assertThat(read(token.substring(0, length))).isEqualTo(Gruu.FORGED);
        }
    }

    @Test
    void chanceAndOtherProcessesMakeForgedOnes() {
        Random chance = new Random(3);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = chance.nextInt(600); n > 0; n--) {
                text.append((char) ('!' + chance.nextInt(94)));
            }
            assertThat(read(text.toString())).isEqualTo(Gruu.FORGED);
        }
        SipUri foreign = new Gruus(Domains.of("rvoip.test"), CryptoProvider.jdk()).temporary("alice", PHONE).orElseThrow();
        assertThat(gruus.read(foreign)).contains(Gruu.FORGED);
    }

    private Gruu read(String user) {
        return gruus.read(SipUri.of(user, "rvoip.test").withParameter("gr", "")).orElseThrow();
    }

    @Test
    void anAddressWithoutTheParameterLeadsToTheUser() {
        assertThat(gruus.read(SipUri.of("sip:alice@rvoip.test"))).isEmpty();
    }
}
