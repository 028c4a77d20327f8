package io.rvoip.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ValidationReportTest {
    @Test
    void gathersAllProblemsWithTheirPaths() {
        ValidationReport.Collector root = ValidationReport.collect();
        root.at("sip").at("listen[1]").require(false, "port", "8080 is taken by api.listen", "choose another port");
        root.require(true, "name", "missing", "give one");
        root.at("sip").at("[0]").add("", "is empty", "");
        ValidationReport report = root.report();

        assertThat(report.isValid()).isFalse();
        assertThat(report.problems()).extracting(Problem::path).containsExactly("sip.listen[1].port", "sip[0]");
        assertThatThrownBy(report::throwIfInvalid).isInstanceOf(ConfigurationException.class)
                .hasMessage("2 problems in the configuration:" + System.lineSeparator()
                        + "sip.listen[1].port: 8080 is taken by api.listen; choose another port"
                        + System.lineSeparator() + "sip[0]: is empty")
                .extracting(failure -> ((ConfigurationException) failure).report()).isEqualTo(report);
    }

    @Test
    void aValidReportIsSilent() {
        ValidationReport.valid().throwIfInvalid();
        assertThat(ValidationReport.collect().report()).isEqualTo(ValidationReport.valid()).hasToString("");
        assertThatThrownBy(() -> new ConfigurationException(ValidationReport.valid()))
                .hasMessageContaining("at least one problem");
    }

    @Test
    void turnsTheRefusalOfAPartIntoProblemsOfItsField() {
        ValidationReport.Collector collector = ValidationReport.collect().at("qos");
        Object refused = collector.attempt(() -> new QosConfig(true, 64, 34, 24));
        QosConfig accepted = collector.attempt(QosConfig::standard);
        collector.attempt(() -> {
            throw new ConfigurationException("inner.field", "is wrong", "mend it");
        });
        collector.attempt(() -> {
            throw new IllegalArgumentException("not a field: at all");
        });

        assertThat(refused).isNull();
        assertThat(accepted).isEqualTo(QosConfig.standard());
        assertThat(collector.report().problems()).extracting(Problem::toString).containsExactly(
                "qos.audio: 64 (expected: 0-63)", "qos.inner.field: is wrong; mend it", "qos: not a field: at all");
    }

    @Test
    void includesTheReportOfAPart() {
        ValidationReport part = ValidationReport.collect().add("port", "0", "").report();
        assertThat(ValidationReport.collect().at("api").include(part).report()).hasToString("api.port: 0");
    }
}
