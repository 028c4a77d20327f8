package io.rvoip.presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.api.WebPhone;
import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.PlatformConfig;
import io.rvoip.builder.TurnConfig;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.sip.transport.ListenPoint;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebRtcPlatformTest {
    @Test
    void asItIsMeantItListensForEncryptedBrowsersAndServesThePageByHttps(@TempDir Path dir) {
        LocalAuthority.Pair own = new LocalAuthority("test").issue(dir, "own", new LocalAuthority.Request("phone.example.com").dns("phone.example.com"));
        PlatformConfig config = WebRtcPlatform.forDomain("phone.example.com")
            .withTls(TlsPolicy.of(SecurityProfile.STANDARD).withCertificate(own.certificate(), own.key()))
            .withAudit(dir.resolve("audit.jsonl"))
            .withTurn(TurnConfig.withSecret("ref:env:TURN_SECRET")).withAdvertise("192.0.2.7")
            .withUser("alice", "ref:env:ALICE_PW").platform().config();

        assertThat(config.validate().problems()).isEmpty();
        assertThat(config.securityProfile()).isEqualTo(SecurityProfile.STANDARD);
        assertThat(config.effective()).contains("\"tls://0.0.0.0:5061\"", "\"wss://0.0.0.0:7443\"", "\"https://0.0.0.0:8443\"",
            "\"https://phone.example.com:8443\"", "\"phone\" : true", "\"tls://0.0.0.0:5349\"");
    }

    @Test
    void thePresetOfThatNameIsTheSame() {
        assertThat(Presets.named("webrtc-platform").orElseThrow().config("d.example"))
            .usingRecursiveComparison().isEqualTo(WebRtcPlatform.forDomain("d.example").platform().config());
    }

    @Test
    void otherPresetsServeNoPage() {
        assertThat(Presets.smallOffice().config("d.example").api()).isEmpty();
    }

    @Test
    void settingsOfTheHttpInterfaceStay() {
        PlatformConfig config = WebRtcPlatform.forDomain("d.example").withPageServer("wss://sip.example.com/")
            .withApiServer(ApiServerConfig.restOnly().withHosts("web.example.com")).platform().config();

        ApiServerConfig api = config.api().orElseThrow();
        assertThat(api.hosts()).containsExactly("web.example.com");
        assertThat(api.websocket()).isFalse();
        assertThat(api.phone().server()).contains("wss://sip.example.com/");
        assertThat(WebRtcPlatform.forDomain("d.example").withPage(false).platform().config().effective()).contains("\"phone\" : false");
    }

    @Test
    void whereTheBuildLacksThePageItIsListedAsMissing() {
        assertThat(WebRtcPlatform.forDomain("d.example").platform().config().missing().contains("api.phone: the page, which takes npm when this is built"))
            .isEqualTo(!WebPhone.isBuilt());
    }

    @Test
    void inTheLaboratoryItRunsOnLoopback() throws IOException, InterruptedException {
        assumeTrue(WebPhone.isBuilt(), "the page is not in this build (apt-get install npm)");
        try (RunningPbx platform = WebRtcPlatform.forDomain("rvoip.test").withSecurityProfile(SecurityProfile.DEVELOPMENT)
                .withListen("ws://127.0.0.1:0").withListen("udp://127.0.0.1:0")
                .withApiServer(ApiServerConfig.restAndWebsocket().withListen("http://127.0.0.1:0"))
                .withUser("alice", "pw-alice").start().toCompletableFuture().join()) {
            URI page = platform.page().orElseThrow();
            int webSocket = platform.platform().listenPoints().stream().filter(point -> point.protocol() == TransportProtocol.WS)
                .map(ListenPoint::address).findFirst().orElseThrow().getPort();

            assertThat(get(page)).contains("<title>Phone</title>");
            assertThat(get(page.resolve("/phone/settings.json"))).contains("rvoip.test", "ws://127.0.0.1:" + webSocket);
        }
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
