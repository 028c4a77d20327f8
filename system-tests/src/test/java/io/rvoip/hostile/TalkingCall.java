package io.rvoip.hostile;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A call from a scripted caller that stands. */
final class TalkingCall {
    private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio (\\d+) ");

    private final Caller caller;
    private final SipText invite;
    private final SipText answer;
    private int cseq;

    private TalkingCall(Caller caller, SipText invite, SipText answer) {
        this.caller = caller;
        this.invite = invite;
        this.answer = answer;
        cseq = Integer.parseInt(invite.header("CSeq").split(" ")[0]);
    }

    static TalkingCall toEcho(Caller caller, int rtpPort) {
        String raw = caller.signedWith(sdp(rtpPort), "INVITE", Target.uri("echo"), "Content-Type: application/sdp");
        ReceivedSip answer = caller.ask(raw);
        if (answer.status() != 200) {
            throw new AssertionError("no call: " + answer);
        }
        return accepted(caller, raw, answer);
    }

    /** Acknowledges the 200. */
    static TalkingCall accepted(Caller caller, String invite, ReceivedSip answer) {
        return accepted(caller, invite, answer, "");
    }

    /** Acknowledges the 200 with a body. */
    static TalkingCall accepted(Caller caller, String invite, ReceivedSip answer, String sdp) {
        TalkingCall call = new TalkingCall(caller, SipText.read(invite), answer.text());
        String ack = call.invite.ack(answer.text(), "z9hG4bK" + Long.toString(System.nanoTime(), 36));
        caller.send(sdp.isEmpty() ? ack : ack.replaceFirst("Content-Length: 0\r\n\r\n",
            Matcher.quoteReplacement("Content-Type: application/sdp\r\nContent-Length: " + sdp.length() + "\r\n\r\n" + sdp)));
        return call;
    }

    /** A request within it. */
    String within(String method, String... lines) {
        return within("", method, lines);
    }

    /** The same with a body. */
    String within(String body, String method, String... lines) {
        return caller.withBody(body, method, SipText.addressIn(answer.header("Contact")), Caller.plus(lines,
            "From: " + invite.header("From"), "To: " + answer.header("To"), "Call-ID: " + invite.header("Call-ID"),
            "CSeq: " + ++cseq + " " + method));
    }

    SipText answer() {
        return answer;
    }

    /** Where the office wants this side's audio. */
    InetSocketAddress media(Target target) {
        return new InetSocketAddress(target.udp().getAddress(), port(answer.body()));
    }

    static int port(String sdp) {
        Matcher audio = AUDIO.matcher(sdp);
        if (!audio.find()) {
            throw new AssertionError("no audio in\n" + sdp);
        }
        return Integer.parseInt(audio.group(1));
    }

    void end() {
        caller.send(within("BYE"));
        caller.expect("200 BYE");
    }

    /** PCMU and telephone events at a port of this machine. */
    static String sdp(int port) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + port
            + " RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";
    }
}
