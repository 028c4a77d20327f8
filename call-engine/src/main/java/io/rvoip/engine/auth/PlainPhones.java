package io.rvoip.engine.auth;

import io.rvoip.sip.SipRequest;
import java.util.List;

/**
 * Phones that give up on seeing a digest algorithm they do not know, instead of taking the challenge they know
 * (RFC 3261 §22.2): baresip before 3.12 whatever the order, SIPp by the first one. Where MD5 is allowed at all, they are
 * asked for nothing else. That makes nobody weaker: who can change User-Agent on its way can strike the better challenge
 * too, and who allows MD5 accepts that.
 */
final class PlainPhones {
    private static final String USER_AGENT = "User-Agent";
    private static final List<String> NAMES = List.of("baresip", "SIPp");

    private PlainPhones() {}

    /** Whether the sender calls itself by one of these names. */
    static boolean sent(SipRequest request) {
        return request.raw(USER_AGENT).filter(PlainPhones::isKnown).isPresent();
    }

    private static boolean isKnown(String product) {
        for (String name : NAMES) {
            if (product.regionMatches(true, 0, name, 0, name.length())) {
                return true;
            }
        }
        return false;
    }
}
