package io.rvoip.engine.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.rvoip.sip.transport.dns.NaptrRecord;
import io.rvoip.sip.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What NAPTR records make of a number, whoever wrote them. */
class EnumRuleTest {
    private static final String NUMBER = "+4930123456";

    private static NaptrRecord record(int order, int preference, String flags, String service, String regexp) {
        return new NaptrRecord("6.5.4.3.2.1.0.3.9.4.e164.arpa", 300, order, preference, flags, service, regexp, ".");
    }

    private static NaptrRecord rule(String regexp) {
        return record(100, 10, "u", "E2U+sip", regexp);
    }

    private static List<String> uris(NaptrRecord... records) {
        return EnumRule.uris(List.of(records), NUMBER).stream().map(SipUri::toString).toList();
    }

    @Test
    void theDomainOfANumberIsItsDigitsBackwards() {
        assertThat(EnumRule.domain(NUMBER, "e164.arpa").orElseThrow().name()).isEqualTo("6.5.4.3.2.1.0.3.9.4.e164.arpa");
        assertThat(EnumRule.domain(NUMBER, "not a domain")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "!^.*$!sip:info@example.com!          | sip:info@example.com",
        "!^\\+49(.*)$!sip:0\\1@example.com!   | sip:030123456@example.com",
        "!^(\\+49)(30)([0-9]*)$!sip:\\3@\\2.example.com! | sip:123456@30.example.com",
        "/^\\+4930([1-9]+)$/sip:\\1@example.com/i | sip:123456@example.com",
        "!4930!sip:a@example.com;user=phone!  | sip:a@example.com;user=phone",
        "!^.*$!sips:info@example.com!         | sips:info@example.com",
    })
    void aRuleMakesAUri(String expression, String uri) {
        assertThat(uris(rule(expression))).containsExactly(uri);
    }

    @Test
    void theBestComesFirstAndEachOnce() {
        assertThat(uris(
                record(20, 1, "u", "E2U+sip", "!^.*$!sip:last@example.com!"),
                record(10, 9, "U", "e2u+SIP", "!^.*$!sip:second@example.com!"),
                record(10, 1, "u", "E2U+pres+sip", "!^.*$!sip:first@example.com!"),
                record(10, 9, "u", "E2U+sip", "!^.*$!sip:second@example.com!")))
                .containsExactly("sip:first@example.com", "sip:second@example.com", "sip:last@example.com");
    }

    @Test
    void ofManyOnlyAFewAreTaken() {
        NaptrRecord[] many = IntStream.range(0, 50)
                .mapToObj(i -> record(i, 1, "u", "E2U+sip", "!^.*$!sip:a" + i + "@example.com!")).toArray(NaptrRecord[]::new);
        assertThat(uris(many)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"s,E2U+sip", "'',E2U+sip", "u,E2U+h323", "u,SIP+E2U", "u,E2U+email:mailto", "u,E2U+siphon", "p,E2U+sip"})
    void otherKindsOfRecordsAreNotOurs(String flags, String service) {
        assertThat(uris(record(1, 1, flags, service, "!^.*$!sip:info@example.com!"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "!", "!!", "!!!", "!^.*$!sip:a@b.example", "!^.*$!sip:a@b.example!x!", "!^.*$!sip:a@b.example!ii", "!^.*$!!",
        "!^.*$!mailto:a@b.example!", "!^.*$!tel:+4930!", "!^.*$!sip:example.com!", "!^.*$!sip:a@b.example?Route=x!",
        "!^.*$!sip:a@b.example;maddr=127.0.0.1!", "!^.*$!sip:a@b.example;method=BYE!", "!^.*$!sip:\\1@b.example!",
        "!^(.*)$!sip:\\2@b.example!", "!^(.*)$!sip:\\0@b.example!", "!^(.*)$!sip:a@b.example\\!", "!^(.*$!sip:a@b.example!",
        "!^.*)$!sip:a@b.example!", "!^((.*)*)*$!sip:a@b.example!", "!(a+)+$!sip:a@b.example!", "!^.*.*.*.*$!sip:a@b.example!",
        "!^.{1,9999999}$!sip:a@b.example!", "!^(){99999}$!sip:a@b.example!", "!^(?=.*)$!sip:a@b.example!",
        "!^(?<!x).*$!sip:a@b.example!", "!^\\d+$!sip:a@b.example!", "!^(.)\\1$!sip:a@b.example!", "!^\\Q.*!sip:a@b.example!",
        "!^a|.*$!sip:a@b.example!", "!^[[:digit:]]*$!sip:a@b.example!", "!^5.*$!sip:a@b.example!"
    })
    void whatIsNoRuleOrNoPlaceToCallIsPassedOver(String expression) {
        assertThat(uris(rule(expression))).isEmpty();
    }

    @Test
    void aUriThatGrowsBeyondAllBoundsIsDropped() {
        assertThat(uris(rule("!^(.*)$!sip:" + "\\1".repeat(120) + "@b.example!"))).isEmpty();
    }

    @Property
    void noExpressionTakesLongOrThrows(@ForAll @StringLength(max = 255) String expression) {
        assertTimeout(Duration.ofSeconds(1), () -> uris(rule(expression), rule("!" + expression + "!sip:a@b.example!")));
    }

    @Test
    void theDearestPatternThatIsLetThroughIsCheap() {
        String longest = "([0-9]*)([0-9]*)([0-9]*)" + "()".repeat(60) + "x$";
        assertThatCode(() -> assertTimeout(Duration.ofSeconds(1), () -> EnumRule.substitute(
                "!" + longest + "!sip:a@b.example!", "+123456789012345"))).doesNotThrowAnyException();
    }
}
