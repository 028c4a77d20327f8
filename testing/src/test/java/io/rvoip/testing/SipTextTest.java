package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SipTextTest {
    private static final String INVITE = """
            INVITE sip:bob@example.com SIP/2.0\r
            v: SIP/2.0/UDP a.example.com;branch=z9hG4bK1;rport\r
            Via: SIP/2.0/UDP b.example.com;branch=z9hG4bK2\r
            From: "A" <sip:alice@example.com;x=y>;tag=from1\r
            To: <sip:bob@example.com>\r
            Call-ID: c1\r
            CSeq: 7 INVITE\r
            Subject: folded\r
              line\r
            Content-Length: 4\r
            \r
            body""";

    private final SipText invite = SipText.read(INVITE);

    @Test
    void readsStartLineHeadersAndBody() {
        assertThat(invite.isRequest()).isTrue();
        assertThat(invite.method()).isEqualTo("INVITE");
        assertThat(invite.requestUri()).isEqualTo("sip:bob@example.com");
        assertThat(invite.headers("via")).hasSize(2);
        assertThat(invite.header("s")).isEqualTo("folded line");
        assertThat(invite.body()).isEqualTo("body");
        assertThat(invite.has("Contact")).isFalse();
        assertThatThrownBy(() -> invite.header("Contact")).isInstanceOf(AssertionError.class);
    }

    @Test
    void readsParametersOutsideTheUri() {
        assertThat(invite.parameter("From", "tag")).contains("from1");
        assertThat(invite.parameter("From", "x")).isEmpty();
        assertThat(invite.parameter("Via", "rport")).contains("");
        assertThat(invite.parameter("Via", "branch")).contains("z9hG4bK1");
    }

    @Test
    void writesResponsesWithTheHeadersOfTheRequest() {
        SipText ringing = SipText.read(invite.response(180, "Ringing", "Contact: <sip:bob@h>"));
        assertThat(ringing.is("180")).isTrue();
        assertThat(ringing.is("180 INVITE")).isTrue();
        assertThat(ringing.is("180 BYE")).isFalse();
        assertThat(ringing.headers("Via")).isEqualTo(invite.headers("Via"));
        assertThat(ringing.parameter("To", "tag")).isPresent();
        assertThat(ringing.header("Content-Length")).isEqualTo("0");
        assertThat(SipText.read(invite.response(100, "Trying")).parameter("To", "tag")).isEmpty();
    }

    @Test
    void writesAcksAndCancels() {
        SipText busy = SipText.read(invite.response(486, "Busy Here"));
        SipText ack = SipText.read(invite.ack(busy, "unused"));
        assertThat(ack.parameter("Via", "branch")).contains("z9hG4bK1");
        assertThat(ack.header("CSeq")).isEqualTo("7 ACK");
        assertThat(ack.header("To")).isEqualTo(busy.header("To"));
        SipText ok = SipText.read(invite.response(200, "OK", "Contact: <sip:bob@host:99>"));
        SipText second = SipText.read(invite.ack(ok, "z9hG4bKnew"));
        assertThat(second.requestUri()).isEqualTo("sip:bob@host:99");
        assertThat(second.parameter("Via", "branch")).contains("z9hG4bKnew");
        assertThat(SipText.read(invite.cancel()).header("CSeq")).isEqualTo("7 CANCEL");
    }

    @Test
    void refusesLinesThatAreNoHeaders() {
        assertThatThrownBy(() -> SipText.read("INVITE x SIP/2.0\r\nnonsense\r\n\r\n"))
                .isInstanceOf(AssertionError.class);
    }
}
