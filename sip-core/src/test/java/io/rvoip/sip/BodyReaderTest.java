package io.rvoip.sip;

import static io.rvoip.sip.Messages.message;
import static io.rvoip.sip.Messages.options;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
    private static BodyResult read(String contentType, String body) {
        return BodyReader.read(message(options("Content-Type: " + contentType) + body));
    }

    private static BodyPart parts(String contentType, String body) {
        return ((BodyResult.Read) read(contentType, body)).body();
    }

    private static String broken(String contentType, String body) {
        BodyResult result = read(contentType, body);
        assertThat(result).isInstanceOf(BodyResult.Broken.class);
        SipProblem problem = ((BodyResult.Broken) result).problem();
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.header()).isEqualTo("body");
        return problem.reason();
    }

    @Test
    void aPlainBodyIsOnePart() {
        BodyPart body = parts("application/sdp", "v=0\r\n");
        assertThat(body.text()).isEqualTo("v=0\r\n");
        assertThat(body.length()).isEqualTo(5);
        assertThat(body.parts()).isEmpty();
        assertThat(body.find("Application", "SDP")).contains(body);
        assertThat(body.find("text", "plain")).isEmpty();
    }

    @Test
    void noBody() {
        assertThat(BodyReader.read(message(options()))).isEqualTo(new BodyResult.None());
    }

    @Test
    void partsWithAndWithoutFields() {
        BodyPart body = parts("multipart/mixed; boundary=\"b b\"",
                "preamble --b b\r\n--b b \t\r\n\r\nplain\r\n--b b\r\n"
                + "Content-Type: application/sdp\r\nContent-Disposition:\r\n session\r\n\r\nv=0\r\n\r\n--b b\r\n"
                + "Content-Type: x/y\r\n\r\n--b b--\r\nepilogue\r\n--b b\r\n");

        assertThat(body.parts()).extracting(p -> p.contentType().toString() + ":" + p.text())
                .containsExactly("text/plain:plain", "application/sdp:v=0\r\n", "x/y:");
        assertThat(body.parts().get(1).header(HeaderKind.CONTENT_DISPOSITION).orElseThrow().type())
                .isEqualTo("session");
        assertThat(body.parts().get(0).header(HeaderKind.CONTENT_DISPOSITION)).isEmpty();
    }

    @Test
    void aLineThatOnlyStartsLikeTheBoundaryIsContent() {
        BodyPart body = parts("multipart/mixed;boundary=b", "--b\r\n\r\n--bx\r\nx--b\r\n--b-\r\n--b--");
        assertThat(body.parts()).hasSize(1);
        assertThat(body.parts().get(0).text()).isEqualTo("--bx\r\nx--b\r\n--b-");
    }

    @Test
    void nestingIsBounded() { // U21
        assertThat(parts("multipart/mixed;boundary=b0", nested(4)).find("text", "plain").orElseThrow().text())
                .isEqualTo("x");
        assertThat(broken("multipart/mixed;boundary=b0", nested(5))).contains("over 4 deep");
        assertThat(broken("multipart/mixed;boundary=b0", nested(64))).contains("over 4 deep");
    }

    private static String nested(int depth) {
        String body = "x";
        for (int i = depth - 1; i >= 0; i--) {
            String type = i == depth - 1 ? "text/plain" : "multipart/mixed;boundary=b" + (i + 1);
            body = "--b" + i + "\r\nContent-Type: " + type + "\r\n\r\n" + body + "\r\n--b" + i + "--\r\n";
        }
        return body;
    }

    @Test
    void theNumberOfPartsIsBounded() {
        String part = "--b\r\n\r\nx\r\n";
        assertThat(parts("multipart/mixed;boundary=b", part.repeat(64) + "--b--").parts()).hasSize(64);
        assertThat(broken("multipart/mixed;boundary=b", part.repeat(65) + "--b--")).contains("more than 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/mixed", "multipart/mixed;boundary=\"\"", "multipart/mixed;boundary=\"a \"",
            "multipart/mixed;boundary=\"a\\\0\"", "multipart/mixed;boundary=\"ä\"",
            "multipart/mixed;boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void unusableBoundaries(String type) {
        assertThat(broken(type, "x")).contains("boundary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "--b--", "--b\r\n\r\nx", "--b\r\nno blank line\r\n--b--",
            "--b\r\nContent-Type: x\r\n\r\n\r\n--b--",
            "--b\r\n", "--b", "--b\r\n--b--", "--b\r\nX:\ny\r\n\r\n--b--"})
    void brokenMultiparts(String body) {
        assertThat(broken("multipart/mixed;boundary=b", body)).isNotEmpty();
    }

    @Test
    void aBodyNeedsAType() {
        assertThat(((BodyResult.Broken) BodyReader.read(message(options() + "x"))).problem().reason())
                .isEqualTo("body without Content-Type");
        assertThat(broken("nonsense", "x")).isEqualTo("body without Content-Type");
    }
}
