package io.rvoip.benchmarks;

import java.nio.charset.StandardCharsets;

/** The message of the parse benchmark: an INVITE of 854 bytes with SDP, as a proxy in the middle sees it. */
final class Invites {
    private static final int LENGTH = 854;
    private static final String SDP = """
        v=0\r
        o=alice 2890844526 2890844526 IN IP4 client.atlanta.example.com\r
        s=-\r
        c=IN IP4 192.0.2.101\r
        t=0 0\r
        m=audio 49172 RTP/AVP 0 8 101\r
        a=rtpmap:0 PCMU/8000\r
        a=rtpmap:8 PCMA/8000\r
        a=rtpmap:101 telephone-event/8000\r
        a=fmtp:101 0-15\r
        """;
    private static final String HEAD = """
        INVITE sip:bob@biloxi.example.com SIP/2.0\r
        Via: SIP/2.0/UDP ss1.atlanta.example.com:5060;branch=z9hG4bK2d4790.1;rport\r
        Via: SIP/2.0/TCP client.atlanta.example.com:5060;branch=z9hG4bK74bf9;received=192.0.2.101\r
        Max-Forwards: 69\r
        Route: <sip:ss2.biloxi.example.com;lr>\r
        From: Alice <sip:alice@atlanta.example.com>;tag=9fxced76sl\r
        To: Bob <sip:bob@biloxi.example.com>\r
        Call-ID: 3848276298220188511@atlanta.example.com\r
        CSeq: 2 INVITE\r
        Contact: <sip:alice@client.atlanta.example.com;transport=tcp>\r
        User-Agent: %s\r
        Content-Type: application/sdp\r
        Content-Length: %d\r
        \r
        """;

    private Invites() {}

    static byte[] withSdp() {
        int missing = LENGTH - message("").length;
        byte[] message = message("x".repeat(missing));
        if (message.length != LENGTH) {
            throw new IllegalStateException(message.length + " bytes (expected: " + LENGTH + ")");
        }
        return message;
    }

    private static byte[] message(String userAgent) {
        return (HEAD.formatted(userAgent, SDP.length()) + SDP).getBytes(StandardCharsets.US_ASCII);
    }
}
