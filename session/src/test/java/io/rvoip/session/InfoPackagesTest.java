package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ReceivedSip;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** INFO requests of the far end (RFC 6086), in a call of ours. */
class InfoPackagesTest extends PeerFixture {
    private static final String PACKAGE = "Info-Package: trickle-ice";
    private static final String TYPE = "Content-Type: application/trickle-ice-sdpfrag";
    private static final String FRAGMENT = "a=ice-ufrag:8hhY\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n"
            + "m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=candidate:1 1 UDP 2130706431 192.0.2.1 5010 typ host\r\n";

    private static final String MIXED = "Content-Type: multipart/mixed;boundary=\"b\"";
    private static final String ACCEPTED = "application/trickle-ice-sdpfrag, multipart/mixed";

    @Override
    Node.Setup setup() {
        Node.Setup setup = new Node.Setup();
        setup.settings = UserAgentSettings.DEFAULT.withTrickle(true);
        return setup;
    }

    private ReceivedSip ask(Established call, int cseq, String body, String expected, String... headers) {
        String[] lines = new String[headers.length + 4];
        lines[0] = "From: " + call.invite().header("To") + ";tag=bob";
        lines[1] = "To: " + call.invite().header("From");
        lines[2] = "Call-ID: " + call.invite().header("Call-ID");
        lines[3] = "CSeq: " + cseq + " INFO";
        System.arraycopy(headers, 0, lines, 4, headers.length);
        peer.send(peer.requestWith(body, "INFO", "sip:alice@" + ourAddress(), lines), node.address);
        return peer.expect(expected);
    }

    @Test
    void oneOfAPackageThatWeTakeIsTaken() {
        Established call = establish();
        ask(call, 1, FRAGMENT, "200", PACKAGE, TYPE + ";charset=utf-8", "Content-Disposition: Info-Package");
        hangUp(call.session());
    }

    @Test
    void whatIsWrongIsToldAndTheCallGoesOn() {
        Established call = establish();
        ReceivedSip other = ask(call, 1, "x", "469", "Info-Package: weather", "Content-Type: text/plain");
        assertThat(other.header("Recv-Info")).isEqualTo("trickle-ice");
        assertThat(ask(call, 2, "x", "415", PACKAGE, "Content-Type: text/plain").header("Accept"))
                .isEqualTo(ACCEPTED);
        ask(call, 3, "nonsense", "400", PACKAGE, TYPE);
        ask(call, 4, "Signal=1\r\n", "415", "Content-Type: application/dtmf-relay");
        ask(call, 5, "", "200");
        assertThat(call.session().state()).isEqualTo(SessionState.CONFIRMED);
        hangUp(call.session());
    }

    private static String parts(String... parts) {
        return "--b\r\n" + String.join("\r\n--b\r\n", parts) + "\r\n--b--\r\n";
    }

    private static String part(String disposition) {
        return TYPE + "\r\n" + disposition + "\r\n" + FRAGMENT;
    }

    /** RFC 6086 §4.3.1, RFC 5621: beside it may stand what its sender says may be ignored, and nothing else. */
    @Test
    void oneWithinSeveralPartsIsTakenToo() {
        Established call = establish();
        String ours = part("Content-Disposition: Info-Package\r\n");
        String note = "Content-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n\r\nhello";
        String photo = "Content-Type: image/png\r\n\r\n...";
        String nested = "Content-Type: multipart/mixed;boundary=c\r\nContent-Disposition: Info-Package\r\n\r\n--c\r\n" + ours + "\r\n--c--";
        ask(call, 1, parts(ours), "200", PACKAGE, MIXED);
        ask(call, 2, parts(note, ours), "200", PACKAGE, "Content-Type: Multipart/Mixed; boundary=b");
        ask(call, 3, parts(part("")), "200", PACKAGE, MIXED);
        ask(call, 4, parts(nested, note), "200", PACKAGE, MIXED);
        assertThat(ask(call, 5, parts(photo, ours), "415", PACKAGE, MIXED).header("Accept")).isEqualTo(ACCEPTED);
        assertThat(ask(call, 6, parts(note), "415", PACKAGE, MIXED).header("Accept")).isEqualTo(ACCEPTED);
        ask(call, 7, parts(ours), "415", PACKAGE, "Content-Type: multipart/alternative;boundary=b");
        ask(call, 8, parts(part("Content-Disposition: session\r\n")), "415", PACKAGE, MIXED);
        ask(call, 9, parts(part("Content-Encoding: gzip\r\n")), "415", PACKAGE, MIXED);
        ask(call, 10, FRAGMENT, "415", PACKAGE);
        assertThat(node.metrics.count("rvoip_sip_info_total", "outcome", "another-type")).isEqualTo(6);
        hangUp(call.session());
    }

    @Test
    void partsThatCannotBeToldApartAreMalformed() {
        Established call = establish();
        String ours = part("");
        ask(call, 1, parts(ours, ours), "400", PACKAGE, MIXED);
        ask(call, 2, parts(ours).replace("--b--", ""), "400", PACKAGE, MIXED);
        ask(call, 3, parts(ours), "400", PACKAGE, "Content-Type: multipart/mixed");
        ask(call, 4, parts(TYPE + "\r\n\r\nnonsense"), "400", PACKAGE, MIXED);
        ask(call, 5, "--b--\r\n", "400", PACKAGE, MIXED);
        hangUp(call.session());
    }

    @Test
    void moreThanAnybodyNeedsAreRefused() {
        Established call = establish();
        for (int i = 1; i <= 30; i++) {
            ask(call, i, FRAGMENT, "200", PACKAGE, TYPE);
        }
        assertThat(ask(call, 31, FRAGMENT, "500", PACKAGE, TYPE).header("Retry-After")).isEqualTo("1");
        time.advance(Duration.ofSeconds(1));
        ask(call, 32, FRAGMENT, "200", PACKAGE, TYPE);
        hangUp(call.session());
    }

    /** Several places may take the call, and each may tell of its candidates before it is answered. */
    @Test
    void aPlaceThatRingsMayTellSomethingToo() {
        Node.Call call = call();
        ReceivedSip invite = peer.expect("INVITE");
        respondAs("bob", invite, "", 180, "Ringing");
        ask(new Established(call.session(), call.events(), invite), 1, FRAGMENT, "200", PACKAGE, TYPE);
        respondAs("bob", invite, answer(), 200, "OK");
        peer.expect("ACK");
        hangUp(call.session());
    }

    @Test
    void outsideOfACallThereIsNone() {
        peer.send(peer.request("INFO", "sip:alice@" + ourAddress()), node.address);
        peer.expect("481");
    }

    /** Media that know nothing of it: nothing is said of it either. */
    @Test
    void nothingIsPromisedThatTheMediaCannotDo() {
        Established call = establish();
        assertThat(call.invite().text().headers("Recv-Info")).isEmpty();
        assertThat(call.invite().header("Supported")).doesNotContain("trickle-ice");
        hangUp(call.session());
    }
}
