package io.rvoip.benchmarks;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipParser;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.sdp.SdpParser;
import java.io.UnsupportedEncodingException;
import java.text.ParseException;
import javax.sdp.SdpException;
import javax.sdp.SdpFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The work that is timed: each message is a fresh copy, as it would come from a socket. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class ParseWork {
    private static final byte[] INVITE = Invites.withSdp();
    private final SipParser ours = new SipParser();
    private final StringMsgParser theirs = new StringMsgParser();

    /** What a proxy needs, typed and validated: start line, top Via, From, To, Call-ID, CSeq, Route, Max-Forwards. */
    @Benchmark
    public void oursProxyFields(Blackhole hole) {
        SipRequest request = (SipRequest) ((ParseResult.Parsed) ours.parse(INVITE.clone())).message();
        hole.consume(request.requestUri());
        hole.consume(request.topVia().branch());
        hole.consume(request.from().tag());
        hole.consume(request.to().uri());
        hole.consume(request.callId());
        hole.consume(request.cseq());
        hole.consume(request.header(HeaderKind.ROUTE));
        hole.consume(request.maxForwards());
    }

    /** JAIN-SIP reads every header when it parses. */
    @Benchmark
    public void theirsProxyFields(Blackhole hole) throws ParseException {
        hole.consume(parse());
    }

    /** Every header typed, and the SDP. */
    @Benchmark
    public void oursEverything(Blackhole hole) {
        SipRequest request = (SipRequest) ((ParseResult.Parsed) ours.parse(INVITE.clone())).message();
        hole.consume(request.requestUri());
        hole.consume(request.vias());
        hole.consume(request.from().tag());
        hole.consume(request.to().tag());
        hole.consume(request.callId());
        hole.consume(request.cseq());
        hole.consume(request.headers(HeaderKind.ROUTE));
        hole.consume(request.maxForwards());
        hole.consume(request.headers(HeaderKind.CONTACT));
        hole.consume(request.header(HeaderKind.USER_AGENT));
        hole.consume(request.header(HeaderKind.CONTENT_TYPE));
        hole.consume(request.header(HeaderKind.CONTENT_LENGTH));
        hole.consume(SdpParser.parse(request.body()));
    }

    /** The same with JAIN-SIP and its own SDP library. */
    @Benchmark
    public void theirsEverything(Blackhole hole) throws ParseException, SdpException, UnsupportedEncodingException {
        SIPMessage message = parse();
        hole.consume(message);
        hole.consume(SdpFactory.getInstance().createSessionDescription(message.getMessageContent()));
    }

    private SIPRequest parse() throws ParseException {
        return (SIPRequest) theirs.parseSIPMessage(INVITE.clone(), true, false, null);
    }
}
