package io.rvoip.engine.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** How numbers are read; the table is {@code numbers.csv}. */
class NumberPlanTest {
    @ParameterizedTest
    @CsvFileSource(resources = "numbers.csv")
    void numbersAreReadByThePlan(String country, String national, String international, String way, String written, String number) {
        NumberPlan plan = new NumberPlan(text(country), text(national), text(international));
        assertThat(way.equals("dialled") ? plan.dialled(written) : plan.presented(written)).isEqualTo(
                Optional.ofNullable(number));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    @Property
    void whateverIsWrittenANumberIsAPlusAndDigitsOrShort(@ForAll String written) {
        NumberPlan plan = new NumberPlan("49", "0", "00");
        assertThat(plan.dialled(written).stream()).allMatch(number -> number.matches("\\+[1-9][0-9]{3,14}|[0-9]{1,6}"));
        assertThat(plan.presented(written).stream()).allMatch(number -> number.matches("\\+[1-9][0-9]{3,14}|[0-9]{1,6}"));
    }

    @ParameterizedTest
    @CsvSource({"4949,0,00,countryCode", "49,x,00,nationalPrefix", "49,0,000000,internationalPrefix", "'',0,'',countryCode"})
    void aPlanOfSomethingElseThanDigitsIsRefused(String country, String national, String international, String field) {
        assertThatThrownBy(() -> new NumberPlan(country, national, international))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(field + ": ");
    }

    @Test
    void aListDecidesByItsFirstEntryThatFits() {
        NumberList list = NumberList.of("!+49900*", "+49*", "112", "*");
        assertThat(list.contains("+4930123456")).isTrue();
        assertThat(list.contains("+4990012345")).isFalse();
        assertThat(list.contains("+13035551212")).isTrue();
        assertThat(NumberList.of("112").contains("1123")).isFalse();
        assertThat(NumberList.GLOBAL.contains("112")).isFalse();
        assertThat(NumberList.GLOBAL.contains("+4930123456")).isTrue();
        assertThat(NumberList.of().contains("+4930123456")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"abc", "+", "+49*1", "''", "!", "49 30"})
    void anEntryThatIsNoNumberIsRefused(String entry) {
        assertThatThrownBy(() -> NumberList.of(entry)).hasMessageStartingWith("number: \"" + entry + "\"");
    }
}
