package io.rvoip.sip.header;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Wire;
import org.jspecify.annotations.Nullable;

/**
 * More about a response (RFC 3261 §20.43).
 *
 * @param code  100-999; 3xx are SIP's own
 * @param agent the host or name of who warns
 * @param text  for people
 */
public record Warning(int code, String agent, String text) {
    /** Checks each part. */
    public Warning {
        if (code < 100 || code > 999) {
            throw new SipSyntaxException("Warning: " + code + " (expected: 100-999)");
        }
        Wire.clean("Warning", text);
        if (!Chars.all(agent, Chars.VALUE)) {
            throw new SipSyntaxException("Warning: " + agent + " (expected: a host or a name)");
        }
    }

    /** Reads the value that fills [from, to); null with the reason in {@code fault}. */
    public static @Nullable Warning read(byte[] s, int from, int to, Fault fault) {
        int codeTo = Chars.skip(s, from, to, Chars.DIGIT);
        int agent = Chars.skipSpace(s, codeTo, to);
        if (codeTo - from != 3 || s[from] == '0' || agent == codeTo) {
            return fault.at(from, "malformed code (expected: three digits)");
        }
        int agentTo = Chars.skip(s, agent, to, Chars.VALUE);
        int text = Chars.skipSpace(s, agentTo, to);
        if (agentTo == agent || text == agentTo || text >= to || s[text] != '"' || Chars.quotedEnd(s, text, to) != to) {
            return fault.at(agent, "malformed warning (expected: agent and quoted text)");
        }
        return new Warning((int) Chars.number(s, from, codeTo, 999), Chars.text(s, agent, agentTo),
                Chars.unquote(s, text, to));
    }

    @Override
    public String toString() {
        return code + " " + agent + " " + Chars.quote(text);
    }
}
