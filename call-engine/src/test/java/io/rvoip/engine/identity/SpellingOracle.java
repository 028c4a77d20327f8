package io.rvoip.engine.identity;

import io.netty.buffer.ByteBufUtil;
import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import java.nio.charset.StandardCharsets;

/** What is left of a message behind the boundary, as our parser reads it and as a naive one does. */
final class SpellingOracle {
    private SpellingOracle() {}

    static void check(TrustBoundary boundary, String text) {
        check(boundary, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static void check(TrustBoundary boundary, byte[] bytes) {
        if (!(Requests.PARSER.parse(bytes) instanceof ParseResult.Parsed parsed)) {
            return;
        }
        byte[] sent = ByteBufUtil.getBytes(stripped(boundary, parsed.message()).encode());
        if (!(Requests.PARSER.parse(sent) instanceof ParseResult.Parsed again)) {
            throw new AssertionError("no message any more");
        }
        for (String name : again.message().headerNames()) {
            require(!boundary.strips(name), name);
        }
        naive(boundary, new String(sent, StandardCharsets.ISO_8859_1));
    }

    private static SipMessage stripped(TrustBoundary boundary, SipMessage message) {
        return message instanceof SipRequest request
                ? boundary.strip(request.toBuilder()).build()
                : boundary.strip(((SipResponse) message).toBuilder()).build();
    }

    /** Reads as the careless do: lines end at CRLF, names end at the colon, spaces around them do not count. */
    private static void naive(TrustBoundary boundary, String text) {
        String head = text.substring(0, text.indexOf("\r\n\r\n"));
        for (String line : head.substring(head.indexOf("\r\n") + 2).split("\r\n")) {
            boolean continued = line.startsWith(" ") || line.startsWith("\t");
            if (!continued && line.indexOf(':') > 0) {
                String name = line.substring(0, line.indexOf(':')).trim();
                require(!boundary.strips(name.equalsIgnoreCase("y") ? "Identity" : name), line);
            }
        }
    }

    private static void require(boolean condition, String found) {
        if (!condition) {
            throw new AssertionError("left: " + found);
        }
    }
}
