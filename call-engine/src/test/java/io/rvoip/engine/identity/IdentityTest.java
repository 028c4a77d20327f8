package io.rvoip.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.auth.Domains;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.HistoryInfo;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private static final Domains DOMAINS = Domains.of("rvoip.test").withAlias("192.0.2.9");
    private static final SipUri NUMBER = SipUri.of("sip:+4930123@carrier.test");
    private static final String[] FORGED = {
        "P-Asserted-Identity: \"Boss\" <sip:boss@rvoip.test>", "History-Info: <sip:boss@rvoip.test>;index=1",
        "Diversion: <sip:boss@rvoip.test>;reason=user-busy"};

    private static Identity user(SipRequest request) {
        return Identity.ofUser(request, "alice", DOMAINS);
    }

    private static Identity peer(boolean trusted, String... lines) {
        return Identity.ofPeer(Requests.from("\"Tom\" <sip:tom@x.test>", lines), NUMBER, trusted);
    }

    private static Identity told(Identity identity, Audience audience) {
        return identity.towards(audience, IdentitySettings.DEFAULT, Identity.ANCHORED_SERVICES);
    }

    @Nested
    class FromAUser {
        @Test
        void isWhoWasAuthenticatedAndNothingElseIsBelieved() {
            Identity identity = user(Requests.invite(FORGED));
            assertThat(identity.from()).hasToString("\"Alice\" <sip:alice@rvoip.test>");
            assertThat(identity.asserted().values()).containsExactly(identity.from());
            assertThat(identity.history()).isEmpty();
            assertThat(identity.diversions()).isEmpty();
            assertThat(identity.privacy().isEmpty()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"<sip:alice@192.0.2.9>, ''", "\"Sales\" <sips:alice@RVOIP.test>, Sales"})
        void mayPreferAnAddressOfItsOwn(String preferred, String name) {
            Identity identity = user(Requests.invite("P-Preferred-Identity: " + preferred));
            assertThat(identity.from().displayName().orElse("")).isEqualTo(name);
            assertThat(identity.from().uri()).isEqualTo(DOMAINS.uri("alice"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"Boss\" <sip:boss@rvoip.test>", "\"Boss\" <sip:alice@x.test>", "\"Boss\" <tel:+1>",
            "\"Boss"})
        void mayNotPreferAnotherOne(String preferred) {
            assertThat(user(Requests.invite("P-Preferred-Identity: " + preferred)).from().displayName())
                    .contains("Alice");
        }

        @Test
        void withoutANameIsUnknownToOthersAndNotToUs() {
            Identity identity = user(Requests.from("\"Anonymous\" <sip:anonymous@Anonymous.Invalid>"));
            assertThat(identity.asserted().values()).hasToString("[<sip:alice@rvoip.test>]");
            assertThat(identity.privacy()).hasToString("id");
            assertThat(told(identity, Audience.PHONE).from()).isEqualTo(Identity.ANONYMOUS);
        }
    }

    @Nested
    class ByAnotherAddress {
        @Test
        void isKnownAndAssertedByThat() {
            Identity number = user(Requests.invite()).by(NUMBER);
            assertThat(number.from()).hasToString("\"Alice\" <" + NUMBER + ">");
            assertThat(number.asserted().values()).containsExactly(number.from());
        }

        @Test
        void whichIsAnonymousNamesNobody() {
            Identity nobody = user(Requests.invite()).by((SipUri) Identity.ANONYMOUS.uri());
            assertThat(nobody.from()).isEqualTo(Identity.ANONYMOUS);
            assertThat(nobody.asserted().isEmpty()).isTrue();
        }

        @Test
        void leavesWhatOthersAssertAlone() {
            Identity asserted = peer(true, "P-Asserted-Identity: <sip:real@carrier.test>").by(SipUri.of("sip:+49@x.test"));
            assertThat(asserted.asserted().values()).hasToString("[<sip:real@carrier.test>]");
        }
    }

    @Nested
    class FromAPeer {
        @Test
        void isBelievedWhenItIsTrusted() {
            Identity identity = peer(true, "P-Asserted-Identity: <sip:+4930123@carrier.test>, <tel:+4930123>",
                    "P-Asserted-Identity: <sip:third@carrier.test>", FORGED[1], FORGED[2], "Privacy: id");
            assertThat(identity.from()).hasToString("\"Tom\" <sip:+4930123@carrier.test>");
            assertThat(identity.asserted().values())
                    .hasToString("[<sip:+4930123@carrier.test>, <tel:+4930123>]");
            assertThat(identity.history()).hasSize(1);
            assertThat(identity.diversions()).hasSize(1);
            assertThat(identity.privacy()).hasToString("id");
        }

        @Test
        void isNotBelievedOtherwiseButMayHaveWishes() {
            Identity identity = peer(false, FORGED[0], FORGED[1], FORGED[2], "Privacy: user");
            assertThat(identity.asserted().isEmpty()).isTrue();
            assertThat(identity.history()).isEmpty();
            assertThat(identity.diversions()).isEmpty();
            assertThat(told(identity, Audience.PHONE).from()).isEqualTo(Identity.ANONYMOUS);
        }

        @Test
        void saysNothingThatCannotBeWritten() {
            Identity identity = peer(true, "P-Asserted-Identity: \"a\u0001\" <sip:a@h>, <tel:+12>",
                    "Diversion: <sip:a@h>;reason=\"\u0000\"");
            assertThat(identity.asserted().values()).hasToString("[<tel:+12>]");
            assertThat(identity.diversions()).isEmpty();
        }
    }

    /** For each wish: what From says, whether the identity is asserted, and what is left of the wish. */
    @Nested
    class Told {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "''               | alice     | true  | ''",
            "id               | anonymous | true  | id",
            "user             | anonymous | true  | id",
            "header           | alice     | true  | id",
            "id;critical      | anonymous | true  | id;critical",
            "session          | alice     | true  | ''",
            "none             | alice     | true  | none",
            "id;none          | alice     | true  | id;none",
            "id;x-new         | anonymous | true  | id;x-new"})
        void toTheTrusted(String wish, String from, boolean asserted, String left) {
            expect(Audience.TRUSTED, wish, from, asserted, left);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "''               | alice     | true  | ''",
            "id               | anonymous | false | ''",
            "user;critical    | anonymous | false | ''",
            "header           | alice     | false | ''",
            "session          | alice     | true  | ''",
            "none             | alice     | true  | none",
            "id;x-new         | anonymous | false | x-new"})
        void toPhones(String wish, String from, boolean asserted, String left) {
            expect(Audience.PHONE, wish, from, asserted, left);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "''               | alice     | false | ''",
            "id               | anonymous | false | ''",
            "header           | alice     | false | ''",
            "none             | alice     | true  | none"})
        void toStrangers(String wish, String from, boolean asserted, String left) {
            expect(Audience.STRANGER, wish, from, asserted, left);
        }

        private void expect(Audience audience, String wish, String from, boolean asserted, String left) {
            Identity told = told(user(Requests.invite(wish.isEmpty() ? "X: y" : "Privacy: " + wish)), audience);
            assertThat(((SipUri) told.from().uri()).user()).contains(from);
            assertThat(told.asserted().isEmpty()).isEqualTo(!asserted);
            assertThat(told.privacy()).hasToString(left);
        }

        @Test
        void phonesAreToldNothingWhereTheSettingsSaySo() {
            IdentitySettings silent = IdentitySettings.DEFAULT.withAssertToPhones(false);
            assertThat(user(Requests.invite()).towards(Audience.PHONE, silent, List.of()).asserted().isEmpty()).isTrue();
        }

        @Test
        void whatIsNotRenderedIsLeftToOthers() {
            Identity identity = user(Requests.invite("Privacy: session;id"));
            assertThat(identity.towards(Audience.PHONE, IdentitySettings.DEFAULT, Identity.BRIDGE_SERVICES).privacy())
                    .hasToString("session");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "user;critical    | ''", "session;user      | ''", "session;critical  | session",
        "x;session;critical | x, session", "critical;none;x   | ''", "critical | ''"})
    void whatIsCriticalAndNotToBeHadIsNamed(String wish, String unmet) {
        assertThat(String.join(", ", user(Requests.invite("Privacy: " + wish)).unmet(Identity.BRIDGE_SERVICES)))
                .isEqualTo(unmet);
    }

    @Nested
    class History {
        private final Uri asked = Uri.of("sip:bob@rvoip.test");
        private final Uri phone = Uri.of("sip:bob@192.0.2.7:5070;transport=tcp");
        private final IdentitySettings open = IdentitySettings.DEFAULT.withHistoryToPhones(true);

        @Test
        void beginsWithWhatWasAsked() {
            Identity identity = user(Requests.invite()).retargeted(asked, phone, 2);
            assertThat(told(identity, Audience.TRUSTED).history()).extracting(HistoryInfo::toString).containsExactly(
                    "<sip:bob@rvoip.test>;index=1", "<sip:bob@192.0.2.7:5070;transport=tcp>;index=1.2;rc=1");
            assertThat(told(identity, Audience.PHONE).history()).isEmpty();
            assertThat(told(identity, Audience.STRANGER).history()).isEmpty();
        }

        @Test
        void goesOnFromWhereItWas() {
            Identity identity = peer(true, "History-Info: <sip:a@x>;index=1,<sip:bob@rvoip.test?Reason=SIP>;index=1.3");
            assertThat(identity.retargeted(asked, phone, 1).history()).extracting(HistoryInfo::index)
                    .containsExactly("1", "1.3", "1.3.1");
        }

        @Test
        void saysWhereAStepIsMissing() {
            Identity identity = peer(true, "History-Info: <sip:a@x>;index=1");
            assertThat(identity.retargeted(asked, phone, 1).history()).extracting(HistoryInfo::toString)
                    .containsExactly("<sip:a@x>;index=1", "<sip:bob@rvoip.test>;index=1.0",
                            "<sip:bob@192.0.2.7:5070;transport=tcp>;index=1.0.1;rc=1.0");
        }

        @ParameterizedTest
        @ValueSource(strings = {"header", "history", "id;history"})
        void isHiddenWhenItIsToBe(String wish) {
            Identity identity = peer(true, "Privacy: " + wish).retargeted(asked, phone, 1);
            assertThat(identity.towards(Audience.PHONE, open, Identity.BRIDGE_SERVICES).history())
                    .extracting(HistoryInfo::toString).containsExactly(
                            "<sip:anonymous@anonymous.invalid>;index=1",
                            "<sip:anonymous@anonymous.invalid>;index=1.1;rc=1");
            assertThat(told(identity, Audience.TRUSTED).history()).hasToString(identity.history().toString());
        }

        @Test
        void hidesSingleEntries() {
            Identity identity = peer(true, "History-Info: <sip:a@x?Privacy=history>;index=1, <sip:b@x>;index=1.1",
                    "Diversion: <sip:a@x>;privacy=full, <sip:b@x>;privacy=off, <sip:c@x>");
            Identity told = identity.towards(Audience.PHONE, open, Identity.BRIDGE_SERVICES);
            assertThat(told.history()).hasToString(
                    "[<sip:anonymous@anonymous.invalid>;index=1, <sip:b@x>;index=1.1]");
            assertThat(told.diversions()).hasToString("[<sip:b@x>;privacy=off, <sip:c@x>]");
        }
    }
}
