package io.rvoip.session.offer;

import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpResult;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Descriptions as text, and the two sides of the tests. */
final class Sdp {
    static final AudioFormat G722 = new AudioFormat("G722", 8_000, 1);
    static final AudioFormat L16 = new AudioFormat("L16", 16_000, 1);

    private Sdp() {}

    /** A whole description of the far end: these lines behind the usual first ones. */
    static SessionDescription of(String... lines) {
        return parse("v=0\r\no=far 77 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n"
                + String.join("\r\n", lines) + "\r\n");
    }

    static SessionDescription parse(String text) {
        SdpResult result = SdpParser.parse(text);
        return result.description().orElseThrow(() -> new AssertionError(result.problem()));
    }

    /** A side with these codecs at 192.0.2.1:40000. */
    static Negotiation side(AudioFormat... formats) {
        return side(AudioCapabilities.of(formats));
    }

    static Negotiation side(AudioCapabilities capabilities) {
        return Negotiation.start(capabilities, LocalAudio.of(new InetSocketAddress("192.0.2.1", 40_000)), 4_000);
    }

    /** Another side, at 198.51.100.7:50000. */
    static Negotiation farSide(AudioFormat... formats) {
        return Negotiation.start(
                AudioCapabilities.of(formats), LocalAudio.of(new InetSocketAddress("198.51.100.7", 50_000)), 8_000);
    }

    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** What was agreed, or a failure that says why not. */
    static Negotiation agreed(Outcome outcome) {
        if (outcome instanceof Outcome.Agreed agreed) {
            return agreed.next();
        }
        throw new AssertionError(outcome);
    }

    static Refusal refused(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            return refused.refusal();
        }
        throw new AssertionError(outcome);
    }

    /** As it goes over the wire. */
    static SessionDescription sent(Negotiation negotiation) {
        return parse(negotiation.lastSent().orElseThrow().toString());
    }

    static NegotiatedAudio audio(Negotiation negotiation) {
        return negotiation.audio().orElseThrow();
    }
}
