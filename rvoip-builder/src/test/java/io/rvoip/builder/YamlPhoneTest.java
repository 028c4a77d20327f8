package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.api.WebPhone;
import io.rvoip.common.ConfigurationException;
import io.rvoip.common.SecurityProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys {@code api.phone} and {@code api.phoneServer}: what they come to, and what they refuse. */
class YamlPhoneTest {
    private static final String HEAD = "domain: rvoip.test\nsecurityProfile: development\n";

    private static PlatformConfig config(String more) {
        return YamlConfig.parse(HEAD + more).config();
    }

    private static Iterable<String> listeners(PlatformConfig config) {
        return config.listeners().stream().map(ListenUri::toString).toList();
    }

    @Test
    void oneLineIsEnough() {
        PlatformConfig config = config("api: {phone: true}");

        assertThat(listeners(config)).containsExactly("udp://127.0.0.1:5060", "tcp://127.0.0.1:5060", "ws://127.0.0.1:5066");
        assertThat(config.webSocket().origins()).contains("http://127.0.0.1:*", "http://rvoip.test:8080", "http://127.0.0.1:8080");
        assertThat(config.effective()).contains("\"phone\" : true");
    }

    @Test
    void withoutItNothingIsAdded() {
        for (String more : new String[] {"", "api: {}", "api: {phone: false}"}) {
            assertThat(listeners(config(more))).containsExactly("udp://127.0.0.1:5060", "tcp://127.0.0.1:5060");
            assertThat(config(more).webSocket().origins()).noneMatch(origin -> origin.contains("rvoip.test"));
        }
    }

    @Test
    void underStandardBrowsersComeEncryptedFromThePageAlone() {
        PlatformConfig config = YamlConfig.parse("domain: rvoip.test\nadvertise: 192.0.2.7\napi: {phone: true, hosts: [phone.example.com]}").config();

        assertThat(listeners(config)).containsExactly("tls://0.0.0.0:5061", "wss://0.0.0.0:7443");
        assertThat(config.webSocket().origins())
            .containsExactly("https://rvoip.test:8443", "https://phone.example.com:8443", "https://192.0.2.7:8443");
    }

    @Test
    void originsOfTheConfigurationStay() {
        PlatformConfig config = YamlConfig.parse("domain: rvoip.test\nsip: {origins: ['https://intranet.example.com']}\n"
            + "api: {phone: true, listen: 'https://0.0.0.0:443'}").config();

        assertThat(config.webSocket().origins()).containsExactly("https://intranet.example.com", "https://rvoip.test");
    }

    @Test
    void behindAProxyThePageSignsInThere() {
        PlatformConfig config = config("api: {phone: true, phoneServer: 'wss://phone.example.com/'}");

        assertThat(config.api().orElseThrow().phone()).isEqualTo(new WebPhoneConfig(Wish.REQUIRED, Optional.of("wss://phone.example.com/")));
        assertThat(listeners(config)).containsExactly("udp://127.0.0.1:5060", "tcp://127.0.0.1:5060");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "sip: {listen: ['udp://127.0.0.1:5060']}\\napi: {phone: true} | api.phone: has no listener its page may connect to",
        "api: {phoneServer: 'wss://phone.example.com/'} | api.phoneServer: has no effect without api.phone",
    })
    void whatDoesNotFitIsNamed(String more, String problem) {
        assertThat(config(more.replace("\\n", "\n")).validate().problems()).anySatisfy(found -> assertThat(found.toString()).startsWith(problem));
    }

    @Test
    void encryptedPagesNeedEncryptedListeners() {
        PlatformConfig config = YamlConfig.parse("domain: rvoip.test\nsip: {listen: ['tls://127.0.0.1:5061']}\napi: {phone: true}").config();

        assertThat(config.validate().problems()).anySatisfy(found -> assertThat(found.toString()).startsWith("api.phone: has no listener").contains("add wss://"));
    }

    @Test
    void weakServersAreRefusedByTheProfile() {
        PlatformConfig config = YamlConfig.parse("domain: rvoip.test\napi: {phone: true, phoneServer: 'ws://phone.example.com/'}").config();

        assertThat(config.validate().problems()).anySatisfy(found -> assertThat(found.toString()).startsWith("api.phoneServer: is weaker than profile standard"));
    }

    @ParameterizedTest
    @CsvSource({"https://phone.example.com/", "wss://", "wss://phone.example.com/;script-src", "wss://a b/"})
    void whatIsNoWebSocketIsRefused(String server) {
        assertThatThrownBy(() -> config("api: {phone: true, phoneServer: '" + server + "'}"))
            .isInstanceOf(ConfigurationException.class).hasMessageContaining("api.phoneServer").hasMessageContaining("wss://phone.example.com/");
    }

    @Test
    void aPlatformServesThePageAndTellsItWhereToSignIn() throws IOException, InterruptedException {
        assumeTrue(WebPhone.isBuilt(), "the page is not in this build (apt-get install npm)");
        try (VoipPlatform platform = VoipPlatform.builder("web").withDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withSipStack(SipStackConfig.custom().withListen("ws://127.0.0.1:0"))
                .withTurn(TurnConfig.withSecret("lab-only").withListeners("udp://127.0.0.1:0").withPorts(50_000, 50_099))
                .withApiServer(ApiServerConfig.restOnly().withListen("http://127.0.0.1:0").withPhone(true)).build()) {
            platform.start().toCompletableFuture().join();
            String place = "http://127.0.0.1:" + platform.apiAddress().orElseThrow().getPort();
            int sip = platform.sipAddresses().get(0).getPort();
            int stun = platform.turnListeners().get(0).address().getPort();

            assertThat(platform.phonePage()).contains(URI.create(place + "/phone"));
            assertThat(get(place + "/phone")).contains("<title>Phone</title>");
            assertThat(get(place + "/phone/settings.json")).contains("\"rvoip.test\"", "\"ws://127.0.0.1:" + sip + "\"", "\"stun:127.0.0.1:" + stun + "\"");
        }
    }

    private static String get(String uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
