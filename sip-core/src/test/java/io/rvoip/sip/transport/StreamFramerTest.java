package io.rvoip.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFramerTest {
    private static final int MAX_HEADERS = 300;
    private static final int MAX_BODY = 50;

    private final StreamFramer framer = new StreamFramer(MAX_HEADERS, MAX_BODY);
    private final RecordingSink sink = new RecordingSink();

    static String message(String body, String... headers) {
        return "OPTIONS sip:a@b SIP/2.0\r\nCall-ID: x\r\n" + String.join("", headers)
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void feed(String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        framer.feed(bytes, sink);
        assertThat(bytes.isReadable()).isFalse();
        assertThat(bytes.refCnt()).isOne();
    }

    @Nested
    class Cuts {
        @Test
        void aMessageWithBody() {
            feed(message("hello"));

            assertThat(sink.events).containsExactly(message("hello"));
            assertThat(framer.inMessage()).isFalse();
        }

        @Test
        void manyInOneSegment() {
            feed(message("a").repeat(50));

            assertThat(sink.events).hasSize(50).allMatch(message("a")::equals);
        }

        @Test
        void oneInSegmentsOfAByte() {
            message("hello").chars().forEach(c -> feed(String.valueOf((char) c)));

            assertThat(sink.events).containsExactly(message("hello"));
        }

        @Test
        void atTheEndOfTheBodyAndNotAtEmptyLinesInIt() {
            feed(message("\r\n\r\n\r\n") + message(""));

            assertThat(sink.events).containsExactly(message("\r\n\r\n\r\n"), message(""));
        }

        @Test
        void knowsWhenItIsInsideAMessage() {
            feed("\r\n");
            assertThat(framer.inMessage()).isFalse();
            feed("O");
            assertThat(framer.inMessage()).isTrue();
            feed(message("x").substring(1));
            assertThat(framer.inMessage()).isFalse();
        }

        @Test
        void headersThatEndWithBareLineFeeds() {
            feed("A\nl:1\n\nxB\nl:0\n\n");

            assertThat(sink.events).containsExactly("A\nl:1\n\nx", "B\nl:0\n\n");
        }

        @Property
        void theSameWhateverTheSegments(@ForAll("streams") String stream, @ForAll("cuts") List<Integer> cuts) {
            RecordingSink whole = new RecordingSink();
            new StreamFramer(MAX_HEADERS, MAX_BODY).feed(
                    Unpooled.copiedBuffer(stream, StandardCharsets.ISO_8859_1), whole);
            RecordingSink pieces = new RecordingSink();
            StreamFramer piecewise = new StreamFramer(MAX_HEADERS, MAX_BODY);
            ByteBuf bytes = Unpooled.copiedBuffer(stream, StandardCharsets.ISO_8859_1);
            for (int i = 0; bytes.isReadable(); i++) {
                piecewise.feed(bytes.readSlice(Math.min(cuts.get(i % cuts.size()), bytes.readableBytes())), pieces);
            }

            assertThat(pieces.events).isEqualTo(whole.events);
        }

        @Provide
        Arbitrary<String> streams() {
            return Arbitraries.of(message(""), message("body"), message("\r\n\r\n"), "\r\n\r\n", "\r\n", "\n", "\r",
                    "X\r\n\r\n", "X\r\nl: 9x\r\n\r\n", "l: 3\r\n\r\nabc", "garbage", "X\nl:2\n\nab", "X\r\nl: 51\r\n\r\n")
                    .list().ofMaxSize(12).map(parts -> String.join("", parts));
        }

        @Provide
        Arbitrary<List<Integer>> cuts() {
            return Arbitraries.integers().between(1, 40).list().ofMinSize(1).ofMaxSize(8);
        }
    }

    @Nested
    class KeepAlives {
        @Test
        void doubleEmptyLineIsAPing() {
            feed("\r\n\r\n");

            assertThat(sink.events).containsExactly("PING");
        }

        @Test
        void inAnySegments() {
            for (String c : List.of("\r", "\n", "\r", "\n", "\r\n\r", "\n")) {
                feed(c);
            }

            assertThat(sink.events).containsExactly("PING", "PING");
        }

        @Test
        void singleEmptyLineIsAPongAndSilent() {
            feed("\r\n" + message("") + "\r\n" + message(""));

            assertThat(sink.events).containsExactly(message(""), message(""));
        }

        @Test
        void beforeAMessageStillCount() {
            feed("\r\n\r\n" + message(""));

            assertThat(sink.events).containsExactly("PING", message(""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n\n\n\n", "\r\r\r\r", "\r\n\n\r", "\n\r\n\r", "\r\n\r\r"})
        void otherLineEndsAreSkipped(String noise) {
            feed(noise);

            assertThat(sink.events).isEmpty();
            assertThat(framer.inMessage()).isFalse();
        }
    }

    @Nested
    class Breaks {
        @Test
        void withoutContentLength() {
            feed("OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n" + message(""));

            assertThat(sink.events).containsExactly("NO_CONTENT_LENGTH|OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-999", "1e9", "", " ", "4294967296000", "1 2", "5, 5", "0x10", "five", "+1"})
        void onMalformedContentLength(String value) {
            feed("X\r\nContent-Length: " + value + "\r\n\r\n");

            assertThat(sink.events).hasSize(1).allMatch(event -> event.startsWith("BAD_CONTENT_LENGTH|X\r\n"));
        }

        @Test
        void onContradictoryContentLengths() {
            feed("X\r\nContent-Length: 1\r\nl: 2\r\n\r\nab");

            assertThat(sink.events).hasSize(1).allMatch(event -> event.startsWith("BAD_CONTENT_LENGTH|"));
        }

        @ParameterizedTest
        @CsvSource({"50, true", "51, false", "4294967296, false"})
        void onBodiesOverTheLimit(long length, boolean fits) {
            feed("X\r\nl: " + length + "\r\n\r\n" + "b".repeat(50));

            assertThat(sink.events).hasSize(1).allMatch(event -> event.startsWith("BODY_TOO_LARGE|X") != fits);
        }

        @ParameterizedTest
        @CsvSource({"300, true", "301, false"})
        void onHeadersOverTheLimit(int length, boolean fits) {
            String frame = "X\r\nl:0\r\nh:\r\n\r\n";
            feed(frame.replace("h:", "h:" + "y".repeat(length - frame.length())));

            assertThat(sink.events).hasSize(1).allMatch(event -> event.equals("HEADERS_TOO_LARGE|") != fits);
        }

        @Test
        void onHeadersWithoutEnd() {
            for (int i = 0; i < MAX_HEADERS - 1; i++) {
                feed("x");
            }
            assertThat(sink.events).isEmpty();
            feed("x");
            assertThat(sink.events).containsExactly("HEADERS_TOO_LARGE|");
        }

        @Test
        void onceAndForAll() {
            feed("X\r\n\r\n");
            feed(message("") + "\r\n\r\n");
            feed("X\r\n\r\n");

            assertThat(sink.events).hasSize(1);
            assertThat(framer.inMessage()).isFalse();
        }
    }

    @Nested
    class FindsContentLength {
        @ParameterizedTest
        @ValueSource(strings = {
            "Content-Length: 3", "content-length:3", "CONTENT-LENGTH \t: \t3 ", "l:3", "L : 3", "l: 003", "l:\r\n 3",
            "l: 3\r\nContent-Length: 3", "Subject: x\r\n l: 9\r\nl: 3", "l: 3\r\n\t", "Xl: 4\r\nl: 3", "l: \r\n \r\n 3",
        })
        void howeverWritten(String header) {
            feed("X\r\n" + header + "\r\n\r\nabc" + message(""));

            assertThat(sink.events).containsExactly("X\r\n" + header + "\r\n\r\nabc", message(""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Lengthy: 3", "l3", "ll: 3", "X-Content-Length: 3", "Subject: l: 3", ": 3"})
        void notInOtherHeaders(String header) {
            feed("X\r\n" + header + "\r\n\r\n");

            assertThat(sink.events).hasSize(1).allMatch(event -> event.startsWith("NO_CONTENT_LENGTH|"));
        }

        @Test
        void notInTheStartLine() {
            feed("l: 3\r\nVia: x\r\n\r\n");

            assertThat(sink.events).hasSize(1).allMatch(event -> event.startsWith("NO_CONTENT_LENGTH|"));
        }
    }

    @Test
    void idleConnectionsHoldNoMemory() {
        List<StreamFramer> many = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            StreamFramer one = new StreamFramer(65_536, 65_536);
            one.feed(Unpooled.copiedBuffer(message("x"), StandardCharsets.ISO_8859_1), sink);
            many.add(one);
        }

        assertThat(many).allMatch(one -> one.held() == 0);
    }
}
