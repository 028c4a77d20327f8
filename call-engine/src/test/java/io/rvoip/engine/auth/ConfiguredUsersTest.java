package io.rvoip.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.Method;
import io.rvoip.sip.auth.Digest;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredUsersTest {
    private static final CryptoProvider CRYPTO = CryptoProvider.jdk();

    private static UserAccount find(ConfiguredUsers users, String name) {
        return users.find(name).toCompletableFuture().join().orElseThrow();
    }

    /** RFC 7616 §3.9.1: what our HA1 proves is what the RFC's client sent. */
    @ParameterizedTest
    @CsvSource({"MD5,8ca523f5e9506fed4657c9700eebdbec",
            "SHA-256,753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"})
    void passwordBecomesTheHa1OfTheRfc(String algorithm, String response) {
        ConfiguredUsers users = ConfiguredUsers
                .builder("http-auth@example.org", List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256), CRYPTO)
                .withUser("Mufasa", Secret.of("Circle of Life")).build();
        DigestCredentials sent = DigestCredentials.of("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", "
                + "uri=\"/dir/index.html\", algorithm=" + algorithm
                + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
                + "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"" + response + "\"");
        Secret ha1 = find(users, "Mufasa").ha1(sent.algorithm().orElseThrow()).orElseThrow();
        assertThat(new Digest(CRYPTO).verify(sent, ha1.reveal(), Method.of("GET"), new byte[0])).isTrue();
    }

    @Test
    void sessionAlgorithmsShareTheHa1OfTheirBase() {
        ConfiguredUsers users = ConfiguredUsers.builder("r", List.of(DigestAlgorithm.SHA_256_SESS), CRYPTO)
                .withUser("a", Secret.of("p")).build();
        UserAccount user = find(users, "a");
        assertThat(user.ha1()).containsOnlyKeys(DigestAlgorithm.SHA_256);
        assertThat(user.ha1(DigestAlgorithm.SHA_256_SESS)).isEqualTo(user.ha1(DigestAlgorithm.SHA_256)).isPresent();
        assertThat(user.ha1(DigestAlgorithm.MD5)).isEmpty();
    }

    @Test
    void passwordIsNeitherKeptNorNeededAfterwards() {
        Secret password = Secret.of("wonderland");
        ConfiguredUsers.Builder builder = ConfiguredUsers.builder("r", List.of(DigestAlgorithm.MD5), CRYPTO)
                .withUser("alice", password);
        password.destroy();
        UserAccount user = find(builder.build(), "alice");
        assertThat(user.ha1(DigestAlgorithm.MD5).orElseThrow().reveal())
                .isEqualTo(new Digest(CRYPTO).ha1(DigestAlgorithm.MD5, "alice", "r", "wonderland"));
        assertThat(user.toString()).doesNotContain(user.ha1(DigestAlgorithm.MD5).orElseThrow().reveal());
    }

    @Test
    void unknownUserIsEmpty() {
        ConfiguredUsers users = ConfiguredUsers.builder("r", List.of(DigestAlgorithm.MD5), CRYPTO)
                .withUser("alice", Secret.of("x")).build();
        assertThat(users.find("Alice").toCompletableFuture().join()).isEmpty();
        assertThat(users.names()).containsExactly("alice");
    }

    @Test
    void wrongAccountsAreRefusedByName() {
        ConfiguredUsers.Builder builder = ConfiguredUsers.builder("r", List.of(DigestAlgorithm.MD5), CRYPTO)
                .withUser("alice", Secret.of("x"));
        assertThatThrownBy(() -> builder.withUser("alice", Secret.of("y"))).hasMessageContaining("name: alice");
        assertThatThrownBy(() -> new UserAccount(" ", Map.of())).hasMessageContaining("name:");
        assertThatThrownBy(() -> new UserAccount("u".repeat(257), Map.of())).hasMessageContaining("name: 257");
        assertThatThrownBy(() -> new UserAccount("a", Map.of(DigestAlgorithm.MD5_SESS, Secret.of("x"))))
                .hasMessageContaining("ha1:");
    }

    /** The rows of SECURITY.md on digest and nonce life. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "development   | 3600 | SHA_256 MD5         | false",
            "standard      | 300  | SHA_256             | false",
            "high-security | 60   | SHA_512_256 SHA_256 | true",
            "enterprise    | 60   | SHA_512_256 SHA_256 | false",
            "government    | 30   | SHA_256             | false"})
    void profiles(String profile, int seconds, String algorithms, boolean oneUse) {
        AuthSettings settings = AuthSettings.of(SecurityProfile.of(profile));
        assertThat(settings.nonceLifetime()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(settings.algorithms()).extracting(Enum::name).containsExactly(algorithms.split(" "));
        assertThat(settings.oneUseMethods().contains(Method.INVITE)).isEqualTo(oneUse);
        assertThat(settings.rfc2069()).isFalse();
    }

    @Test
    void settingsOutOfRangeAreRefusedByName() {
        AuthSettings good = AuthSettings.of(SecurityProfile.DEVELOPMENT);
        assertThatThrownBy(() -> good.withAlgorithms(List.of())).hasMessageContaining("algorithms:");
        assertThatThrownBy(() -> good.withNonceLifetime(Duration.ZERO)).hasMessageContaining("nonceLifetime: 0");
        assertThatThrownBy(() -> good.withMaxNonces(15)).hasMessageContaining("maxNonces: 15");
    }
}
