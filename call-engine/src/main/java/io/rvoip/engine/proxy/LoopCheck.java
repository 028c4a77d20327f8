package io.rvoip.engine.proxy;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Via;
import java.util.Optional;

/**
 * Tells a request that goes round in circles from one that comes by again on its way elsewhere (RFC 5393 §4.2): the
 * branch of our Via ends in a hash of all that decides where we send a request. The method is not part of it, so that an
 * ACK or CANCEL has the branch of its INVITE; nor are credentials, which are taken off on the way.
 */
final class LoopCheck {
    private static final char MARK = '.';
    private static final int DIGITS = 16;

    private final long salt;

    /** @param salt the same on all shards of a host, and on no other */
    LoopCheck(long salt) {
        this.salt = salt;
    }

    /** What the branches of this request's copies end in. */
    String tail(SipRequest request) {
        long mixed = mix(salt, request.callId().hashCode());
        mixed = mix(mixed, request.requestUri().hashCode());
        mixed = mix(mixed, tag(request.from()));
        mixed = mix(mixed, tag(request.to()));
        mixed = mix(mixed, request.cseq().number());
        for (NameAddr route : request.headers(HeaderKind.ROUTE)) {
            mixed = mix(mixed, route.hashCode());
        }
        return tail(mixed);
    }

    private static String tail(long hash) {
        char[] text = new char[DIGITS + 1];
        text[0] = MARK;
        for (int i = DIGITS; i > 0; i--) {
            text[i] = Character.forDigit((int) (hash >>> 4 * (i - 1)) & 15, 16);
        }
        return new String(text);
    }

    /** Whether a copy of ours, sent for the very same reasons, has come back. */
    static boolean isLoop(SipRequest request, String tail) {
        for (Via via : request.vias()) {
            Optional<String> branch = via.branch();
            if (branch.isPresent() && branch.get().endsWith(tail)) {
                return true;
            }
        }
        return false;
    }

    private static int tag(NameAddr party) {
        return party.tag().map(String::hashCode).orElse(0);
    }

    private static long mix(long before, long value) {
        long mixed = (before ^ value) * 0x9E3779B97F4A7C15L;
        return (mixed ^ mixed >>> 31) * 0xBF58476D1CE4E5B9L;
    }
}
