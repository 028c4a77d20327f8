package io.rvoip.sip;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBufUtil;
import io.rvoip.sip.header.AssertedIdentity;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever the bytes: no exception, and what was read reads back the same. */
class SipMessageFuzzTest {
    private static final List<HeaderKind<?>> KINDS = List.of(HeaderKind.VIA, HeaderKind.FROM, HeaderKind.TO,
            HeaderKind.CALL_ID,
            HeaderKind.CSEQ, HeaderKind.MAX_FORWARDS, HeaderKind.ROUTE, HeaderKind.RECORD_ROUTE, HeaderKind.CONTACT,
            HeaderKind.CONTENT_LENGTH, HeaderKind.CONTENT_TYPE, HeaderKind.CONTENT_DISPOSITION, HeaderKind.EXPIRES,
            HeaderKind.SUPPORTED,
            HeaderKind.REQUIRE, HeaderKind.ALLOW, HeaderKind.ACCEPT, HeaderKind.ACCEPT_LANGUAGE,
            HeaderKind.AUTHORIZATION,
            HeaderKind.PROXY_AUTHORIZATION, HeaderKind.WWW_AUTHENTICATE, HeaderKind.PROXY_AUTHENTICATE,
            HeaderKind.AUTHENTICATION_INFO,
            HeaderKind.CALL_INFO, HeaderKind.DATE, HeaderKind.IN_REPLY_TO, HeaderKind.REASON, HeaderKind.REPLY_TO,
            HeaderKind.RETRY_AFTER, HeaderKind.SUBJECT, HeaderKind.TIMESTAMP, HeaderKind.WARNING,
            HeaderKind.P_ASSERTED_IDENTITY, HeaderKind.PRIVACY, HeaderKind.HISTORY_INFO, HeaderKind.DIVERSION);

    @FuzzTest(maxDuration = "10m")
    void datagram(byte[] bytes) {
        ParseResult result = Messages.PARSER.parse(bytes);
        if (result instanceof ParseResult.Parsed parsed) {
            accepted(parsed.message(), bytes.length);
        } else if (result instanceof ParseResult.Refused refused) {
            int offset = refused.problem().offset();
            require(offset >= 0 && offset <= bytes.length, "offset " + offset);
            refused.response().ifPresent(r -> {
                require(r.status() == refused.problem().status(), "status");
                r.topVia().host();
                byte[] sent = ByteBufUtil.getBytes(r.encode());
                for (int i = 0; i < sent.length; i++) {
                    require(sent[i] != '\n' || sent[i - 1] == '\r', "lone LF in an answer");
                    require(sent[i] != '\r' || sent[i + 1] == '\n', "lone CR in an answer");
                }
            });
        }
    }

    private static void accepted(SipMessage m, int length) {
        require(m.encodedLength() <= length, "consumed more than there was");
        SipMessage again = ((ParseResult.Parsed) Messages.PARSER.parse(m.encode())).message();
        require(again.equals(m), "print differs");
        for (HeaderKind<?> kind : KINDS) {
            same(kind, m, again);
        }
        if (m instanceof SipRequest request) {
            handled(request);
        }
        m.from().displayName();
        m.callId();
        m.vias().forEach(via -> via.protocol().concat(via.transport()));
        m.headers(HeaderKind.HISTORY_INFO).forEach(entry -> entry.reasons().size());
        require(m.headers(HeaderKind.HISTORY_INFO).stream().noneMatch(entry -> entry.anonymous().isPrivate()),
                "anonymous and still private");
        AssertedIdentity.of(m.headers(HeaderKind.P_ASSERTED_IDENTITY));
        BodyReader.read(m);
        SipMessage rebuilt = m.toBuilder().build();
        SipMessage parsed = ((ParseResult.Parsed) Messages.PARSER.parse(rebuilt.encode())).message();
        require(parsed.callId().equals(m.callId()) && parsed.bodyLength() == m.bodyLength(), "rebuilt differs");
    }

    /** What transport and transaction do to every request must not throw either. */
    private static void handled(SipRequest m) {
        SipRequest stamped = m.withTopVia(m.topVia().withReceived("2001:db8::1").withRport(5060));
        require(stamped.topVia().received().orElse("").equals("2001:db8::1"), "received not stamped");
        require(stamped.callId().equals(m.callId()) && stamped.bodyLength() == m.bodyLength(), "stamped differs");
        SipResponse response = stamped.respond(200).toTag("abc").build();
        SipMessage parsed = ((ParseResult.Parsed) Messages.PARSER.parse(response.encode())).message();
        require(parsed.to().tag().orElse("").equals("abc"), "tag not set");
        m.toBuilder().prepend(HeaderKind.VIA, stamped.topVia()).removeFirst(HeaderKind.ROUTE)
                .removeFirst(HeaderKind.CONTACT).build();
    }

    private static <T> void same(HeaderKind<T> kind, SipMessage m, SipMessage again) {
        List<T> values = m.headers(kind);
        require(values.equals(again.headers(kind)), kind + " differs");
        require(m.problemIn(kind).equals(again.problemIn(kind)), kind + " differs in its problem");
        for (T value : values) {
            String text = value.toString();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (text.indexOf('\ufffd') < 0 && kind != HeaderKind.DATE) {
                require(kind.codec().read(bytes, 0, bytes.length, new Fault()) != null, kind
                        + " does not read what it writes: " + text);
            }
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
