package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipResponse;
import java.util.OptionalLong;

/** How far the reliable provisional responses of one fork have come (RFC 3262 §4): each fork counts by itself. */
final class ReliableOrder {
    private long last;

    /** The number of a response that wants a PRACK; empty for any other. */
    static OptionalLong number(SipResponse response) {
        boolean reliable = response.status() > 100 && response.status() < 200
                && response.headers(HeaderKind.REQUIRE).stream().anyMatch(Reliability.TAG::equalsIgnoreCase);
        return reliable
                ? response.header(HeaderKind.RSEQ).filter(number -> number > 0).map(OptionalLong::of)
                        .orElse(OptionalLong.empty())
                : OptionalLong.empty();
    }

    /** Whether this one comes next; a repeated one, and one that overtook another, is to be ignored. */
    boolean isNext(long number) {
        if (last != 0 && number != last + 1) {
            return false;
        }
        last = number;
        return true;
    }
}
