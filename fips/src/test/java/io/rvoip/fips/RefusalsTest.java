package io.rvoip.fips;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.builder.YamlConfig;
import io.rvoip.common.Problem;
import io.rvoip.common.Secret;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.SimpleVoipClient;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is built on an algorithm that the module has not is refused when it is configured, by name. */
class RefusalsTest {
    private static final String WHY = "signs by SHA-1 (RFC 3830 section 4.2.1), which a FIPS module refuses";

    @Test
    void mikeyWithCertificatesOfAPhone() {
        assertThat(SimpleVoipClient.create("alice@rvoip.test", "pw").withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withSecurity(SecurityConfig.enterprisePke("pem", Secret.of("pem"), Optional.empty())).check().problems())
            .extracting(Problem::toString).anyMatch(problem -> problem.startsWith("security: MIKEY with certificates " + WHY));
    }

    @Test
    void mikeyWithCertificatesOfAPlatform(@TempDir Path dir) {
        LocalAuthority authority = new LocalAuthority("CA");
        Path ca = authority.write(dir, "ca");
        LocalAuthority.Pair own = authority.issue(dir, "own", new LocalAuthority.Request("own").uri("sip:rvoip.test").rsa());

        assertThat(YamlConfig.parse("domain: rvoip.test\nsecurityProfile: development\nmedia: {mikey: {certificate: " + own.certificate() + ", key: "
            + own.key() + ", authorities: " + ca + ", mode: rsa-r}}").config().validate().problems())
            .extracting(Problem::toString).anyMatch(problem -> problem.startsWith("media.mikey.certificate: " + WHY));
    }
}
