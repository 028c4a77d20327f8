package io.rvoip.fips;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.FipsModule;
import java.security.Security;
import org.junit.jupiter.api.Test;

/** What this build runs on. */
class ClassPathTest {
    @Test
    void theModuleIsThereInItsApprovedMode() {
        FipsModule module = FipsModule.found().orElseThrow();

        assertThat(module.fault()).isEmpty();
        assertThat(module.name()).startsWith("BCFIPS 2.");
        assertThat(module.tls()).isPresent();
        assertThat(CryptoProvider.jdk().provider()).contains(module.provider());
        assertThat(CryptoProvider.jdk().random().getProvider()).isEqualTo(module.provider());
        assertThat(Security.getProviders()[0]).isEqualTo(module.provider());
    }

    @Test
    void nothingElseOfBouncyCastleIsThere() {
        assertThat(System.getProperty("java.class.path")).contains("bc-fips").doesNotContain("bcprov", "-jdk18on", "jitsi-srtp");
        assertThat(getClass().getClassLoader().getResource("org/bouncycastle/jce/provider/BouncyCastleProvider.class")).isNull();
    }
}
