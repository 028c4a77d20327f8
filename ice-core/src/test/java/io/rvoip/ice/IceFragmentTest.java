package io.rvoip.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IceFragmentTest {
    private static final IceCredentials OURS = new IceCredentials("8hhY", "asd88fgpdd777uzjYhagZg");
    private static final String HEAD = "a=ice-pwd:asd88fgpdd777uzjYhagZg\r\na=ice-ufrag:8hhY\r\n";
    private static final String HOST = "a=candidate:1 1 UDP 2130706431 192.0.2.1 5010 typ host\r\n";
    private static final String REFLEXIVE =
            "a=candidate:2 2 UDP 1694498815 192.0.2.3 5010 typ srflx raddr 192.0.2.1 rport 8998\r\n";

    private static IceFragment parsed(String text) {
        return ((IceFragmentResult.Parsed) IceFragment.read(text)).fragment();
    }

    private static String reason(String text) {
        return ((IceFragmentResult.Malformed) IceFragment.read(text)).reason();
    }

    /** RFC 8840, figure 7. */
    @Test
    void readsTheExampleOfItsSpecification() {
        IceFragment read = parsed(HEAD + "m=audio 9 RTP/AVP 0\r\na=mid:1\r\n" + HOST + REFLEXIVE
                + "a=end-of-candidates\r\nm=audio 9 RTP/AVP 0\r\na=mid:2\r\n" + HOST);

        assertThat(read.sections()).extracting(IceFragment.Section::mid).containsExactly("1", "2");
        IceFragment.Section first = read.section("1").orElseThrow();
        assertThat(read.credentials(first)).isEqualTo(OURS);
        assertThat(first.candidates()).extracting(IceCandidate::component).containsExactly(1, 2);
        assertThat(read.ends("1")).isTrue();
        assertThat(read.ends("2")).isFalse();
    }

    /** RFC 8840, section 7. */
    @Test
    void readsWhatIsSharedAndWhatEnds() {
        IceFragment read = parsed("a=group:BUNDLE foo bar\r\na=ice-lite\r\na=ice-options:trickle ice2\r\n"
                + "a=END-OF-CANDIDATES\r\n" + HEAD + "m=audio 9 RTP/AVP 0\r\na=mid:foo\r\na=rtcp-mux\r\n" + HOST);

        assertThat(read.bundle()).containsExactly("foo", "bar");
        assertThat(read.options()).containsExactly("trickle", "ice2");
        assertThat(read.lite()).isTrue();
        assertThat(read.section("foo").orElseThrow().mux()).isTrue();
        assertThat(read.ends("bar")).isTrue();
    }

    @Test
    void readsCredentialsOfASectionAndBareLineFeeds() {
        IceFragment read = parsed(("v=0\nm=video 9 UDP/TLS/RTP/SAVPF 96\na=mid:v\n" + HEAD + HOST).replace("\r", ""));

        assertThat(read.credentials()).isNull();
        assertThat(read.credentials(read.section("v").orElseThrow())).isEqualTo(OURS);
    }

    @Test
    void leavesOutCandidatesThatCannotBeUsed() {
        IceFragment read = parsed(HEAD + "m=audio 9 RTP/AVP 0\r\na=mid:1\r\na=candidate:nonsense\r\n"
                + "a=candidate:1 1 UDP 1 4c2f6a3e-1111-4222-8333-444455556666.local 5000 typ host\r\n" + HOST);

        assertThat(read.section("1").orElseThrow().candidates()).hasSize(1);
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(reason("")).isEqualTo("no credentials");
        assertThat(reason("m=audio 9 RTP/AVP 0\r\na=mid:1\r\n")).isEqualTo("no credentials");
        assertThat(reason("a=ice-ufrag:8hhY\r\n")).isEqualTo("credentials that are none");
        assertThat(reason("a=ice-ufrag:8hhY\r\na=ice-pwd:short\r\n")).isEqualTo("credentials that are none");
        assertThat(reason(HEAD + "m=audio 9 RTP/AVP 0\r\n" + HOST)).contains("without an identification tag");
        assertThat(reason(HEAD + HOST)).isEqualTo("a candidate of no media line");
        assertThat(reason(HEAD + "m=a\r\na=mid:1\r\nm=a\r\na=mid:1\r\n")).isEqualTo("an identification tag twice");
        assertThat(reason(HEAD + "m=a\r\na=mid:<1>\r\n")).contains("no token");
        assertThat(reason(HEAD + "junk\r\n")).contains("none of a description");
        assertThat(reason(HEAD + "m=a\r\na=mid:1\0\r\n")).contains("none of a description");
    }

    @Test
    void hasBounds() {
        assertThat(reason(HEAD + "a=x\r\n".repeat(IceFragment.MAX_LINES))).contains("lines");
        assertThat(reason("a=x".repeat(IceFragment.MAX_LENGTH))).contains("octets");
        StringBuilder many = new StringBuilder(HEAD);
        for (int i = 0; i <= IceSocket.MAX_STREAMS; i++) {
            many.append("m=a\r\na=mid:").append(i).append("\r\n");
        }
        assertThat(reason(many.toString())).contains("media lines");
    }

    @Test
    void refusesWhatCannotBeWritten() {
        IceFragment.Section section = new IceFragment.Section("0", null, List.of(), false, false);

        assertThatThrownBy(() -> new IceFragment(null, false, List.of(), List.of(), false, List.of(section)))
                .hasMessageContaining("credentials");
        assertThatThrownBy(() -> new IceFragment.Section("a b", null, List.of(), false, false))
                .hasMessageContaining("mid");
        assertThatThrownBy(() -> new IceFragment(OURS, false, List.of("a\r\nb"), List.of(), false, List.of(section)))
                .hasMessageContaining("options");
    }

    @Test
    void writesTheDefaultMediaLineOfItsSpecification() {
        IceCandidate host = IceCandidate.host("1", 1, new InetSocketAddress("192.0.2.1", 5010));

        String text = IceFragment.of(OURS, new IceFragment.Section("a", null, List.of(host), true, true)).write();

        assertThat(text).isEqualTo("a=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\nm=audio 9 RTP/AVP 0\r\n"
                + "a=mid:a\r\na=rtcp-mux\r\na=candidate:1 1 UDP 2130706431 192.0.2.1 5010 typ host\r\n"
                + "a=end-of-candidates\r\n");
    }

    @Test
    void readsWhateverItWrites() {
        Random random = new Random(8840);
        for (int i = 0; i < 2_000; i++) {
            IceFragment fragment = fragment(random);
            assertThat(IceFragment.read(fragment.write())).isEqualTo(new IceFragmentResult.Parsed(fragment));
        }
    }

    private static IceFragment fragment(Random random) {
        boolean common = random.nextBoolean();
        List<IceFragment.Section> sections = new ArrayList<>();
        int count = random.nextInt(4) + (common ? 0 : 1);
        for (int i = 0; i < count; i++) {
            List<IceCandidate> candidates = new ArrayList<>();
            for (int j = random.nextInt(6); j > 0; j--) {
                candidates.add(candidate(random));
            }
            IceCredentials own = common && random.nextBoolean() ? null : credentials(random);
            sections.add(new IceFragment.Section("m" + i, own, candidates, random.nextBoolean(), random.nextBoolean()));
        }
        List<String> options = random.nextBoolean() ? List.of() : List.of("trickle", "ice2");
        List<String> bundle = random.nextBoolean() ? List.of() : List.of("m0", "m1");
        return new IceFragment(common ? credentials(random) : null, random.nextBoolean(), options, bundle,
                random.nextBoolean(), sections);
    }

    private static IceCredentials credentials(Random random) {
        return new IceCredentials("u" + (1_000 + random.nextInt(9_000)), "p".repeat(22 + random.nextInt(40)));
    }

    private static IceCandidate candidate(Random random) {
        CandidateType type = CandidateType.values()[random.nextInt(CandidateType.values().length)];
        String host = random.nextBoolean() ? "192.0.2." + (1 + random.nextInt(250)) : "2001:db8::" + (1 + random.nextInt(99));
        return IceCandidate.remote("f" + random.nextInt(9), 1 + random.nextInt(2), 1 + random.nextInt(Integer.MAX_VALUE - 1),
                new InetSocketAddress(host, 1 + random.nextInt(65_535)), type);
    }
}
