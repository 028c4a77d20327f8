package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Rate;
import io.rvoip.common.Secret;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiSettingsTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    @Test
    void allProblemsAreTold() {
        List<ApiKey> keys = List.of(key("a", "one"), key("a", "two"), key("b", "one"));
        assertThatThrownBy(() -> new ApiSettings(InetSocketAddress.createUnresolved("nowhere.test", 80), true, keys,
                Set.of("bad host"), Set.of("*"), HttpLimits.standard(), SocketLimits.standard()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("listen: ").hasMessageContaining("keys[1].name").hasMessageContaining("keys[2].secret")
                .hasMessageContaining("hosts: bad host").hasMessageContaining("origins: *")
                .hasMessageNotContaining("one");
    }

    @Test
    void keysNeedNameSecretAndScopes() {
        assertThatThrownBy(() -> key(" ", "x")).hasMessageContaining("name");
        assertThatThrownBy(() -> key("a", "")).hasMessageContaining("secret: empty");
        assertThatThrownBy(() -> ApiKey.of("a", Secret.of("x"), Set.of())).hasMessageContaining("scopes: none");
        assertThatThrownBy(() -> Scope.of("calls:red")).hasMessageContaining("scope: calls:red (expected: calls:read, ");
        for (Scope scope : Scope.values()) {
            assertThat(Scope.of(scope.id())).isEqualTo(scope);
        }
    }

    @Test
    void withersChangeOneThing() {
        ApiSettings settings = ApiSettings.on(ANY);
        assertThat(settings.webSocket()).isTrue();
        assertThat(settings.withWebSocket(false).webSocket()).isFalse();
        assertThat(settings.withHosts(Set.of("PBX.Test")).hosts()).containsExactly("pbx.test");
        assertThat(settings.withOrigins(Set.of("https://A.test:8443")).origins()).containsExactly("https://a.test:8443");
        assertThat(settings.withListen(new InetSocketAddress("127.0.0.1", 1)).listen().getPort()).isEqualTo(1);
        assertThat(settings.withKeys(List.of(key("a", "x"))).keys()).hasSize(1);
    }

    @Test
    void boundsHaveBounds() {
        HttpLimits http = HttpLimits.standard();
        assertThatThrownBy(() -> http.withConnections(0, 1)).hasMessage("connections: 0 (expected: 1-100000)");
        assertThatThrownBy(() -> http.withSizes(10, 1024, 0)).hasMessageContaining("requestLine");
        assertThatThrownBy(() -> http.withTimeouts(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("requestTimeout");
        SocketLimits sockets = SocketLimits.standard();
        assertThatThrownBy(() -> sockets.withBuffer(1)).hasMessageContaining("buffer");
        assertThatThrownBy(() -> sockets.withSockets(1, 0)).hasMessageContaining("socketsPerKey");
        assertThatThrownBy(() -> sockets.withMessages(1, new Rate(1, 1))).hasMessageContaining("message");
    }

    private static ApiKey key(String name, String secret) {
        return ApiKey.of(name, Secret.of(secret), EnumSet.of(Scope.ADMIN));
    }
}
