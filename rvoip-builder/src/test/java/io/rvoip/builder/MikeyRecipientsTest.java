package io.rvoip.builder;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Problem;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.rtp.mikey.MikeyMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The certificates of users and trunks that MIKEY-RSA is offered to: what is asked of them, and what is told of them. */
class MikeyRecipientsTest {
    private static final String FILE = """
        domain: rvoip.test
        securityProfile: development
        media: {mikey: {certificate: pbx.pem, key: pbx.key, authorities: ca.pem, mode: rsa, use: alone}}
        users: [{name: alice, password: pw-alice, certificate: alice.pem}, {name: bob, password: pw-bob, certificate: bob.pem}]
        trunks: [{name: blue, address: "sip:blue.test", srtp: required, callerNumber: "+493012345", certificate: blue.pem}]
        """;

    @TempDir
    private static Path dir;
    private String text = FILE;

    /** Once: keys of RSA take a while to make. */
    @BeforeAll
    static void files() {
        LocalAuthority authority = new LocalAuthority("CA");
        authority.issue(dir, "pbx", new LocalAuthority.Request("pbx").uri("sip:rvoip.test").rsa());
        authority.issue(dir, "alice", new LocalAuthority.Request("alice").uri("sip:alice@rvoip.test").rsa());
        authority.issue(dir, "bob", new LocalAuthority.Request("bob").uri("sip:bob@rvoip.test").rsa());
        authority.issue(dir, "blue", new LocalAuthority.Request("blue.test").rsa());
        authority.issue(dir, "curve", new LocalAuthority.Request("bob").uri("sip:bob@rvoip.test"));
        Instant now = Instant.now();
        authority.issue(dir, "old", new LocalAuthority.Request("bob").uri("sip:bob@rvoip.test").rsa()
            .valid(now.minus(Duration.ofDays(30)), now.minus(Duration.ofDays(1))));
        authority.issue(dir, "early", new LocalAuthority.Request("bob").uri("sip:bob@rvoip.test").rsa()
            .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(30))));
        new LocalAuthority("Another").issue(dir, "foreign", new LocalAuthority.Request("bob").uri("sip:bob@rvoip.test").rsa());
        authority.write(dir, "ca");
    }

    private YamlConfig read() throws IOException {
        return YamlConfig.read(Files.writeString(dir.resolve("office.yaml"), text));
    }

    private static List<String> problems(YamlConfig config) {
        try {
            return config.config().validate().problems().stream().map(Problem::toString).toList();
        } catch (ConfigurationException unreadable) {
            return unreadable.report().problems().stream().map(Problem::toString).toList();
        }
    }

    @Test
    void areReadByTheNamesThatLegsToThemHave() throws IOException {
        PlatformConfig config = read().config();

        assertThat(problems(read())).isEmpty();
        MikeyRecipients peers = MikeyRecipients.of(config);
        assertThat(peers.read()).containsOnlyKeys("sip:alice@rvoip.test", "sip:bob@rvoip.test", "trunk:blue");
        assertThat(config.rtp().keying().mikey().orElseThrow().settings("rvoip.test", peers)).satisfies(settings -> {
            assertThat(settings.mode()).isEqualTo(MikeyMode.RSA);
            assertThat(settings.certificates().orElseThrow().peers()).isEqualTo(peers.read());
        });
        assertThat(config.effective()).containsSubsequence("\"mode\" : \"rsa\"").containsSubsequence("\"mikey\" : {", "\"users\" : {", "alice.pem", "bob.pem")
            .containsSubsequence("\"trunks\" : [", "\"srtp\" : \"required\"", "blue.pem");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ", certificate: bob.pem | '' | users[1].certificate: is missing: media.mikey.mode is rsa, by which keys are encrypted for it; "
            + "name a PEM file with the certificate of bob, or use mode: rsa-r",
        ", certificate: blue.pem | '' | trunks[0].certificate: is missing: media.mikey.mode is rsa, by which keys are encrypted for it; "
            + "name a PEM file with the certificate of trunk blue, or use mode: rsa-r",
        "bob.pem | gone.pem | users[1].certificate: gone.pem cannot be read; name a PEM file",
        "bob.pem | bob.key | users[1].certificate: DIR/bob.key holds",
        "bob.pem | curve.pem | users[1].certificate: its key is EC (expected: RSA of 2048 to 8192 bits)",
        "bob.pem | old.pem | users[1].certificate: has expired at ",
        "bob.pem | early.pem | users[1].certificate: is not good before ",
        "bob.pem | foreign.pem | users[1].certificate: is not vouched for by one of media.mikey.authorities; "
            + "give one that they have issued, with those between behind it",
        "bob.pem | alice.pem | users[1].certificate: does not name sip:bob@rvoip.test as a URI, so that it may be somebody else's; "
            + "make one with subjectAltName=URI:sip:bob@rvoip.test",
        "blue.pem | old.pem | trunks[0].certificate: has expired at ",
        "mode: rsa | mode: dh | users[0].certificate: means nothing where media.mikey.mode is not rsa; leave it out, or use mode: rsa",
        "use: alone | use: beside | trunks[0].certificate: means nothing to a trunk whose media gets no keys by MIKEY; "
            + "leave it out, or use srtp: required and media.mikey.use: alone",
        "srtp: required, | '' | trunks[0].certificate: means nothing to a trunk whose media gets no keys by MIKEY; "
            + "leave it out, or use srtp: required and media.mikey.use: alone",
    })
    void whatCannotBeIsRefusedByName(String what, String instead, String problem) throws IOException {
        assertThat(text).contains(what);
        text = text.replace(what, instead);

        assertThat(problems(read())).anySatisfy(found -> assertThat(found).startsWith(problem.replace("DIR", dir.toString())));
    }

    /** Without one of our own there is nobody to sign the offer. */
    @Test
    void needOneOfOursToo() throws IOException {
        text = text.replace("certificate: pbx.pem, key: pbx.key, authorities: ca.pem", "psk: a-key-that-all-sides-hold");

        assertThat(problems(read())).contains("media.mikey.mode: rsa needs a certificate; give certificate, key and authorities, or use psk");
    }
}
