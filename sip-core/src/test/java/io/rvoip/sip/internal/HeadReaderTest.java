package io.rvoip.sip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeadReaderTest {
    private record Line(int id, String line, String value, boolean folded) {}

    private static List<Line> lines(byte[] s, int from, int to, Fault fault) {
        Head head = new HeadReader(s, from, to, fault).read(from, 4096, 65_535);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < head.count(); i++) {
            lines.add(new Line(head.id(i), Chars.text(s, head.start(i), head.end(i)),
                    Chars.text(s, head.valueFrom(i), head.valueTo(i)), head.folded(i)));
            assertThat(head.present() >>> head.id(i) & 1).isOne();
        }
        return lines;
    }

    private static List<Line> lines(String text) {
        byte[] s = text.getBytes(StandardCharsets.UTF_8);
        Fault fault = new Fault();
        List<Line> lines = lines(s, 0, s.length, fault);
        assertThat(fault.present()).as(fault.reason()).isFalse();
        return lines;
    }

    private static String fault(String text) {
        byte[] s = text.getBytes(StandardCharsets.UTF_8);
        Fault fault = new Fault();
        lines(s, 0, s.length, fault);
        assertThat(fault.offset()).isBetween(0, s.length);
        return fault.reason();
    }

    @Test
    void boundsNamesAndValues() {
        int via = HeaderName.VIA.ordinal();
        assertThat(lines("Via: a\r\nv:b\r\nVIA  :\t c \t\r\nX-y: \r\nSubject:\r\n"
                + "t :\r\n d\r\n\te \r\n \r\n\r\nbody: x\r\n\r\n")).containsExactly(
                new Line(via, "Via: a\r\n", "a", false), new Line(via, "v:b\r\n", "b", false),
                new Line(via, "VIA  :\t c \t\r\n", "c", false), new Line(0, "X-y: \r\n", "", false),
                new Line(HeaderName.SUBJECT.ordinal(), "Subject:\r\n", "", false),
                new Line(HeaderName.TO.ordinal(), "t :\r\n d\r\n\te \r\n \r\n", "\r\n d\r\n\te \r\n", true));
    }

    @Test
    void noHeadersAtAll() {
        assertThat(lines("\r\n")).isEmpty();
        assertThat(fault("")).isEqualTo("no blank line after the header fields");
        assertThat(fault("\r")).isNotEmpty();
    }

    @Test
    void faultsAreNoted() {
        assertThat(fault("Via: a")).contains("no blank line");
        assertThat(fault("Via: a\r\n")).contains("no blank line");
        assertThat(fault("Via\r\n\r\n")).contains("name and colon");
        assertThat(fault(": a\r\n\r\n")).contains("name and colon");
        assertThat(fault(" Via: a\r\n\r\n")).contains("name and colon");
        assertThat(fault("V\0ia: a\r\n\r\n")).contains("name and colon");
        assertThat(fault("Call\rID: a\r\n\r\n")).isNotEmpty();
        assertThat(fault("a: b\n\r\n")).isEqualTo("lone CR or LF");
        assertThat(fault("a: b\rc\r\n\r\n")).isEqualTo("lone CR or LF");
    }

    @Test
    void brokenLinesAreLeftOutAndOthersKeepTheirBounds() {
        byte[] s = "a: 1\r\nnonsense\r\nb: 2\rx\r\nc: 3\r\n: 4\r\nd: 5 \r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(lines(s, 0, s.length, new Fault())).extracting(Line::line)
                .containsExactly("a: 1\r\n", "c: 3\r\n", "d: 5 \r\n");
    }

    @Test
    void limitsStopTheReading() {
        byte[] s = "a: 1\r\nb: 2\r\nc: 3\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        Fault fault = new Fault();
        HeadReader reader = new HeadReader(s, 0, s.length, fault);
        assertThat(reader.read(0, 2, 100).count()).isEqualTo(2);
        assertThat(reader.overflow()).isTrue();
        assertThat(reader.complete()).isFalse();
        fault.clear();
        HeadReader exact = new HeadReader(s, 0, s.length, fault);
        assertThat(exact.read(0, 3, 6).count()).isEqualTo(3);
        assertThat(exact.complete()).isTrue();
        assertThat(exact.overflow()).isFalse();
        HeadReader narrow = new HeadReader(s, 0, s.length, fault);
        narrow.read(0, 3, 5);
        assertThat(narrow.overflow()).isTrue();
    }

    @Test
    void repeatedFieldsAreMarked() {
        byte[] s = "t: 1\r\nv: 2\r\nVia: 3\r\nx: 4\r\nTo: 5\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        HeadReader reader = new HeadReader(s, 0, s.length, new Fault());
        reader.read(0, 10, 100);
        assertThat(reader.repeated()).isEqualTo(HeaderName.TO.bit() | HeaderName.VIA.bit());
    }

    @Test
    void aHeadCannotExceedWhatItsTableAddresses() {
        String line = "X: " + "y".repeat(8_000) + "\r\n";
        assertThat(fault(line.repeat(9) + "\r\n")).contains("no blank line");
        assertThat(lines(line.repeat(8) + "\r\n")).hasSize(8);
    }

    /** Wherever a head lies in its array, and whatever surrounds it, it reads the same. */
    @Property(tries = 400)
    void positionDoesNotMatter(@ForAll("heads") String text, @ForAll @IntRange(max = 20) int before,
            @ForAll @IntRange(max = 40) int after, @ForAll byte noise) {
        byte[] s = text.getBytes(StandardCharsets.UTF_8);
        byte[] padded = new byte[before + s.length + after];
        Arrays.fill(padded, noise);
        System.arraycopy(s, 0, padded, before, s.length);
        Fault plain = new Fault();
        Fault moved = new Fault();
        assertThat(lines(padded, before, before + s.length, moved)).isEqualTo(lines(s, 0, s.length, plain));
        assertThat(moved.reason()).isEqualTo(plain.reason());
        assertThat(moved.offset()).isEqualTo(plain.present() ? plain.offset() + before : 0);
    }

    @Provide
    Arbitrary<String> heads() {
        Arbitrary<String> name = Arbitraries.of("Via", "v", "Content-Length", "l", "From", "Proxy-Authorization", "X",
                "X-Unknown-Name-Longer-Than-Any",
                "CALL-id", "C%6Fntact", "To ", "T o", "", "Subject\t");
        Arbitrary<String> value = Arbitraries.strings().withChars("ab:;,<>\" \t\r\n\0\u00e4").ofMaxLength(30);
        Arbitrary<String> end = Arbitraries.of("\r\n", "\r\n", "\r\n", "\r\n ", "\n", "");
        return name.flatMap(n -> value.flatMap(v -> end.map(e -> n + ":" + v + e))).list().ofMaxSize(6)
                .flatMap(l -> Arbitraries.of("\r\n", "", "\r\nbody").map(e -> String.join("", l) + e));
    }

    /** A plain reading, byte by byte, of what the reader looks at eight bytes at a time. */
    @Property(tries = 400)
    void agreesWithAPlainReading(@ForAll("heads") String text) {
        byte[] s = text.getBytes(StandardCharsets.UTF_8);
        Fault fault = new Fault();
        List<Line> lines = lines(s, 0, s.length, fault);
        if (!fault.present()) {
            String latin = new String(s, StandardCharsets.ISO_8859_1);
            String head = latin.startsWith("\r\n") ? "" : latin.substring(0, latin.indexOf("\r\n\r\n") + 2);
            List<String> expected = new ArrayList<>();
            for (String line : head.split("\r\n(?![ \t])")) {
                if (!line.isEmpty()) {
                    expected.add(line + "\r\n");
                }
            }
            assertThat(lines).extracting(l -> new String(l.line().getBytes(StandardCharsets.UTF_8),
                    StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected);
        }
    }
}
