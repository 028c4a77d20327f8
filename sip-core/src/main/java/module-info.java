/** SIP messages, headers, URIs, SDP, digest math and transports. */
module io.rvoip.sip {
    requires transitive io.rvoip.common;
    requires java.naming;
    requires io.netty.codec;
    requires io.netty.codec.dns;
    requires io.netty.resolver;
    requires io.netty.resolver.dns;
    requires io.netty.codec.http;
    requires transitive io.netty.handler;

    exports io.rvoip.sip;
    exports io.rvoip.sip.auth;
    exports io.rvoip.sip.uri;
    exports io.rvoip.sip.header;
    exports io.rvoip.sip.sdp;
    exports io.rvoip.sip.trace;
    exports io.rvoip.sip.transport;
    exports io.rvoip.sip.transport.dns;
    exports io.rvoip.sip.transport.tls;
}
