package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.common.SecurityProfile;
import io.rvoip.session.offer.Keying;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the section {@code media.zrtp} comes to, and what is refused in it. */
class ZrtpSectionTest {
    private static final YamlConfig TERMINATED =
        YamlConfig.parse("domain: rvoip.test\nsecurityProfile: development\nmedia: {zrtp: {use: terminate}}\n");

    @TempDir
    private Path dir;

    private static List<String> problems(YamlConfig config) {
        try {
            return config.config().validate().problems().stream().map(Problem::toString).toList();
        } catch (ConfigurationException unreadable) {
            return unreadable.report().problems().stream().map(Problem::toString).toList();
        }
    }

    @Test
    void makesThePlatformAnEnd() {
        PlatformConfig config = TERMINATED.config();

        assertThat(problems(TERMINATED)).isEmpty();
        assertThat(config.rtp().srtp(SecurityProfile.DEVELOPMENT).keying()).containsExactlyInAnyOrder(Keying.SDES, Keying.DTLS, Keying.ZRTP);
        assertThat(config.effective()).containsSubsequence("\"zrtp\" : {", "\"cache\" : \"memory\"", "\"use\" : \"terminate\"");
    }

    @Test
    void passesByItself() {
        YamlConfig passing = TERMINATED.withSetting("media.zrtp.use", "pass");

        assertThat(problems(passing)).isEmpty();
        assertThat(passing.config().rtp().keying().zrtp()).isEmpty();
        assertThat(passing.config().effective()).doesNotContain("zrtp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "media.zrtp.use | always | media.zrtp.use: \"always\" (expected: pass or terminate)",
        "media.zrtp.file | x | media.zrtp.file: is unknown",
        "media.security | dtls | media.zrtp: is of no use where another way to keys is insisted on; use security: auto, and media.mikey.use: beside",
        "media.mikey | {psk: between-the-two-of-us, use: alone} | media.zrtp: is of no use where another way to keys is insisted on",
        "calls.media | direct | media.zrtp: means nothing where media does not pass through the platform",
        "securityProfile | standard | media.zrtp: an end of ZRTP that nobody is heard at is weaker than profile standard allows; leave it out",
        "media.security | zrtp | media.security: zrtp is for the phones at both ends",
    })
    void whatCannotBeIsRefusedByName(String path, String value, String problem) {
        assertThat(problems(TERMINATED.withSetting(path, value))).anySatisfy(found -> assertThat(found).startsWith(problem));
    }

    @Test
    void aFileThatIsNoMemoryIsRefused() throws Exception {
        Path other = Files.writeString(dir.resolve("other"), "anything");

        assertThat(problems(TERMINATED.withSetting("media.zrtp.cache", other.toString())))
            .anySatisfy(found -> assertThat(found).startsWith("media.zrtp.cache: "));
    }
}
