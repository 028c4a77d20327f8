package io.rvoip.ice.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.common.crypto.CryptoProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Messages of other stacks, from the conformance folder; skipped where it is missing. */
class ConformanceTest {
    private static final Pattern VECTOR = Pattern.compile("\"name\": \"(\\w+)\",\\s*\"hex\": \"([0-9a-f]{40,})\"");
    private static final Path FOLDER = Path.of(System.getProperty(
                    "rvoip.conformance", System.getProperty("rvoip.root", "..") + "/../shared/conformance"))
            .resolve("stun");

    @Test
    void theVectorsWeTypedAreThose() throws IOException {
        Matcher found = VECTOR.matcher(text("rfc5769.json"));
        int count = 0;
        while (found.find()) {
            byte[] typed =
                    switch (found.group(1)) {
                        case "req" -> RfcVectors.REQUEST;
                        case "respv4" -> RfcVectors.IPV4_RESPONSE;
                        case "respv6" -> RfcVectors.IPV6_RESPONSE;
                        default -> RfcVectors.LONG_TERM_REQUEST;
                    };
            assertThat(HexFormat.of().parseHex(found.group(2))).as(found.group(1)).isEqualTo(typed);
            count++;
        }
        assertThat(count).isEqualTo(4);
    }

    @Test
    void readsABareRequest() throws IOException {
        StunMessage message = Hex.parse(bytes("aioice/binding_request.bin"));

        assertThat(message.messageClass()).isEqualTo(StunClass.REQUEST);
        assertThat(message.attributes()).isEmpty();
        assertThat(message.verifies(StunKey.shortTerm("x"), CryptoProvider.jdk()))
                .isEqualTo(StunMessage.Integrity.ABSENT);
    }

    @Test
    void readsTheAnswerOfAPublicServer() throws IOException {
        StunMessage message = Hex.parse(bytes("aioice/binding_response.bin"));

        assertThat(message.attribute(StunAttribute.XorMappedAddress.class))
                .contains(new StunAttribute.XorMappedAddress(new InetSocketAddress("80.200.136.90", 53_054)));
        assertThat(message.attribute(StunAttribute.MappedAddress.class))
                .contains(new StunAttribute.MappedAddress(new InetSocketAddress("80.200.136.90", 53_054)));
        assertThat(message.unknownRequired()).isEmpty();
    }

    @Test
    void readsConnectivityChecks() throws IOException {
        StunMessage controlling = Hex.parse(bytes("aioice/binding_request_ice_controlling.bin"));
        StunMessage controlled = Hex.parse(bytes("aioice/binding_request_ice_controlled.bin"));

        assertThat(controlling.attribute(StunAttribute.IceControlling.class)).isPresent();
        assertThat(controlling.attribute(StunAttribute.UseCandidate.class)).isPresent();
        assertThat(controlled.attribute(StunAttribute.IceControlled.class)).isPresent();
        for (StunMessage message : List.of(controlling, controlled)) {
            assertThat(message.attribute(StunAttribute.Priority.class)).isPresent();
            assertThat(message.attribute(StunAttribute.Username.class)).isPresent();
            assertThat(message.hasFingerprint()).isTrue();
        }
    }

    private static byte[] bytes(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        assumeTrue(Files.exists(file), () -> file + " is missing");
        return Files.readAllBytes(file);
    }

    private static String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }
}
