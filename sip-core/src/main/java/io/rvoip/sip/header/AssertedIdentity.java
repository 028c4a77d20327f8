package io.rvoip.sip.header;

import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.TelUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a party is: all values of P-Asserted-Identity, or of P-Preferred-Identity (RFC 3325 §9). Immutable.
 *
 * @param values at most one {@code sip} or {@code sips} address and one {@code tel} number, in order
 */
public record AssertedIdentity(List<NameAddr> values) {
    /** Nobody. */
    public static final AssertedIdentity NONE = new AssertedIdentity(List.of());

    /** Checks what may stand together. @throws SipSyntaxException for anything else */
    public AssertedIdentity {
        values = List.copyOf(values);
        if (fitting(values).size() < values.size()) {
            throw new SipSyntaxException("identity: " + values + " (expected: one SIP URI and one tel URI at most)");
        }
    }

    /** What counts of the values of a message: the first of each scheme, and of no other scheme (RFC 5876 §4.5). */
    public static AssertedIdentity of(List<NameAddr> values) {
        return values.isEmpty() ? NONE : new AssertedIdentity(fitting(values));
    }

    private static List<NameAddr> fitting(List<NameAddr> values) {
        List<NameAddr> fitting = new ArrayList<>(2);
        boolean sip = false;
        boolean tel = false;
        for (NameAddr value : values) {
            boolean first = value.uri() instanceof SipUri ? !sip : value.uri() instanceof TelUri && !tel;
            if (first) {
                sip |= value.uri() instanceof SipUri;
                tel |= value.uri() instanceof TelUri;
                fitting.add(value);
            }
        }
        return fitting;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The one to be shown where only one can be. */
    public Optional<NameAddr> first() {
        return values.stream().findFirst();
    }
}
