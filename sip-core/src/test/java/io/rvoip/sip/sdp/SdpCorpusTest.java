package io.rvoip.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Descriptions nobody here wrote: each is read, and reading what we write of it gives the same again. */
class SdpCorpusTest {
    /** alac.sdp writes an IPv6 address under IP4: which one is meant is anyone's guess. */
    private static final Set<String> REFUSED = Set.of("alac.sdp");

    @TestFactory
    Stream<DynamicTest> readsAndWritesTheCorpus() throws IOException {
        Path folder = corpus();
        Assumptions.assumeTrue(Files.isDirectory(folder), () -> "skipped, no corpus at " + folder);
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.toString().endsWith(".sdp")).sorted().toList();
        }
        assertThat(files).hasSizeGreaterThan(20);
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            SdpResult result = SdpParser.parse(Files.readAllBytes(file));
            if (REFUSED.contains(file.getFileName().toString())) {
                assertThat(result.problem()).isPresent();
            } else {
                assertThat(result.problem()).isEmpty();
                assertRoundTrip(Files.readString(file), result.description().orElseThrow());
            }
        }));
    }

    private static Path corpus() {
        String set = System.getProperty("rvoip.conformance");
        String root = System.getProperty("rvoip.root", "..");
        return (set == null ? Path.of(root, "..", "shared", "conformance") : Path.of(set))
                .resolve("sdp").resolve("sdp-transform").toAbsolutePath().normalize();
    }

    /** Equal when read again, and no line lost but t= and s= that we add, and k= that we drop. */
    private static void assertRoundTrip(String source, SessionDescription read) {
        assertThat(SdpParser.parse(read.toString()).description()).contains(read);
        List<String> written = read.toString().lines().toList();
        assertThat(written).containsAll(source.lines().filter(line -> !line.isBlank() && !line.matches("s=|k=.*"))
                .map(line -> line.startsWith("m=") ? line.stripTrailing().replaceAll(" +", " ") : line).toList());
    }

    @Test
    void readsChromiumsOffer() throws IOException {
        SessionDescription offer = resource("chromium156-offer.sdp");
        Media audio = offer.media().get(0);

        assertThat(offer.groups()).containsExactly(new Group("BUNDLE", List.of("0", "1", "2")));
        assertThat(audio.protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
        assertThat(audio.rtpMaps()).extracting(RtpMap::encoding).containsExactly(
                "opus", "red", "G722", "PCMU", "PCMA", "CN", "telephone-event", "telephone-event");
        assertThat(audio.fmtp(111).orElseThrow().parameter("useinbandfec")).contains("1");
        assertThat(audio.rtcpMux()).isTrue();
        assertThat(audio.candidates()).hasSize(1);
        assertThat(audio.ssrcs()).extracting(Ssrc::attribute).containsExactly("cname", "msid");
        assertThat(offer.media()).extracting(Media::type).containsExactly("audio", "video", "application");
        assertThat(offer.media().get(2).isRtp()).isFalse();
    }

    @Test
    void readsChromiumsAnswer() throws IOException {
        SessionDescription answer = resource("chromium156-answer.sdp");

        assertThat(answer.media().get(0).attribute("setup")).contains("active");
        assertThat(answer.directionOf(answer.media().get(0)).receives()).isTrue();
    }

    private static SessionDescription resource(String name) throws IOException {
        try (InputStream in = SdpCorpusTest.class.getResourceAsStream(name)) {
            byte[] bytes = in.readAllBytes();
            SdpResult.Parsed parsed = (SdpResult.Parsed) SdpParser.parse(bytes);
            assertRoundTrip(new String(bytes, StandardCharsets.UTF_8), parsed.value());
            return parsed.value();
        }
    }
}
