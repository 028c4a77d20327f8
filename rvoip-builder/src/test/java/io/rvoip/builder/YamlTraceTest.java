package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ConfigurationException;
import io.rvoip.sip.trace.HepSettings;
import io.rvoip.sip.trace.Redaction;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTraceTest {
    private static PlatformConfig config(String profile, String trace) {
        return YamlConfig.parse("domain: rvoip.test\nsecurityProfile: " + profile + "\ntrace: " + trace + "\n").config();
    }

    @Test
    void everyKeyHasItsBuilderMethod() {
        TraceConfig expected = TraceConfig.basic().withMemory(32 << 20).withCallMemory(64 << 10).withRedaction(Redaction.BODIES)
            .withHep(HepSettings.to(new InetSocketAddress("::1", 9060)).withCaptureId(7).withQueue(10));
        PlatformConfig read = config("development", "{memory: 32MiB, callMemory: 64KiB, redaction: bodies,"
            + " hep: {address: \"udp://[::1]:9060\", captureId: 7, queue: 10}}");
        assertThat(read.trace()).contains(expected);
        assertThat(VoipPlatform.builder("x").withTrace(expected).config().trace()).contains(expected);
        assertThat(read.toBuilder().config().trace()).contains(expected);
        assertThat(EffectiveSettings.json(read).replaceAll("\\s", "")).contains(
            "\"trace\":{\"memory\":33554432,\"callMemory\":65536,\"redaction\":\"bodies\"", "udp://[::1]:9060");
    }

    @Test
    void nothingIsKeptUnlessAskedFor() {
        assertThat(YamlConfig.parse("domain: rvoip.test\n").config().trace()).isEqualTo(Optional.empty());
        assertThat(config("development", "{}").trace()).contains(TraceConfig.basic());
    }

    @ParameterizedTest
    @CsvSource({"DEVELOPMENT,SECRETS", "STANDARD,SECRETS", "HIGH_SECURITY,BODIES", "ENTERPRISE,EVERYTHING", "GOVERNMENT,EVERYTHING"})
    void theProfileSaysWhatIsShown(SecurityProfile profile, Redaction shown) {
        assertThat(TraceConfig.basic().settings(profile).redaction()).isEqualTo(shown);
    }

    private static List<String> problems(String profile, String trace) {
        try {
            return config(profile, trace).validate().problems().stream().map(Problem::toString).filter(text -> text.startsWith("trace")).toList();
        } catch (ConfigurationException refused) {
            return refused.report().problems().stream().map(Problem::toString).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "development, '{memory: 512KiB}', trace.memory", "development, '{memory: 16 MB}', trace.memory",
        "development, '{memory: 2GiB}', trace.memory", "development, '{callMemory: 1KiB}', trace.callMemory",
        "development, '{redaction: everything}', trace.redaction", "development, '{size: 1MiB}', trace.size",
        "development, '{hep: {captureId: 1}}', trace.hep.address", "development, '{hep: {address: \"tcp://127.0.0.1:9060\"}}', trace.hep.address",
        "development, '{hep: {address: \"udp://homer.test:9060\"}}', trace.hep.address",
        "development, '{hep: {address: \"udp://127.0.0.1:9060\", queue: 0}}', trace.hep.queue",
        "standard, '{redaction: nothing}', trace.redaction: nothing is weaker than profile standard allows",
        "high-security, '{redaction: secrets}', trace.redaction: secrets is weaker than profile high-security allows",
        "enterprise, '{}', trace: profile enterprise allows none without break-glass",
        "government, '{redaction: bodies}', trace: profile government allows none without break-glass"
    })
    void whatCannotBeIsRefusedByItsPath(String profile, String trace, String problem) {
        assertThat(problems(profile, trace)).anyMatch(text -> text.startsWith(problem));
    }

    @Test
    void stricterThanTheProfileIsWelcomeAndALaboratoryMaySeeItAll() {
        assertThat(problems("standard", "{redaction: bodies}")).isEmpty();
        assertThat(problems("development", "{redaction: nothing}")).isEmpty();
    }
}
