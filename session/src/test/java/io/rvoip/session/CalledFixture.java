package io.rvoip.session;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;

/** A far end that calls us. */
abstract class CalledFixture extends PeerFixture {
    SipText invite = SipText.read("INVITE sip:x SIP/2.0\r\nX: y\r\n\r\n");

    Invitation ring(String... more) {
        return invited(FakeMediaPort.sdp("sendrecv", 1), more);
    }

    Invitation invited(String body, String... more) {
        send(body, more);
        return node.invitations.get(node.invitations.size() - 1);
    }

    /** Sends an INVITE, whatever becomes of it. */
    void send(String body, String... more) {
        String[] lines = new String[more.length + (body.isEmpty() ? 0 : 1)];
        System.arraycopy(more, 0, lines, 0, more.length);
        if (!body.isEmpty()) {
            lines[more.length] = SDP;
        }
        String raw = peer.requestWith(body, "INVITE", "sip:alice@" + ourAddress(), lines);
        invite = SipText.read(raw);
        peer.send(raw, node.address);
        time.runReady();
    }

    Recorder events() {
        return node.incoming.get(node.incoming.size() - 1);
    }

    void ack(ReceivedSip response) {
        peer.send(invite.ack(response.text(), "z9hG4bKack" + response.status()), node.address);
        time.runReady();
    }

    void cancel() {
        peer.send(invite.cancel(), node.address);
    }

    String dialogRequest(String method, int cseq, ReceivedSip response, String... more) {
        return dialogRequestWith("", method, cseq, response, more);
    }

    String dialogRequestWith(String body, String method, int cseq, ReceivedSip response, String... more) {
        String[] lines = new String[more.length + 4 + (body.isEmpty() ? 0 : 1)];
        lines[0] = "From: " + invite.header("From");
        lines[1] = "To: " + response.header("To");
        lines[2] = "Call-ID: " + invite.header("Call-ID");
        lines[3] = "CSeq: " + cseq + " " + method;
        System.arraycopy(more, 0, lines, 4, more.length);
        if (!body.isEmpty()) {
            lines[lines.length - 1] = SDP;
        }
        return peer.requestWith(body, method, "sip:alice@" + ourAddress(), lines);
    }
}
