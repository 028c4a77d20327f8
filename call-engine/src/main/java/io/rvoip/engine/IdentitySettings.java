package io.rvoip.engine;

import io.rvoip.common.ConfigurationException;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What phones are told of identities (RFC 3325, 7044), and what only those may say whom we trust. Trusted trunks are told
 * everything, others nothing. Immutable; each wither gives a copy.
 *
 * @param assertToPhones whether phones get P-Asserted-Identity, unless the caller wants to stay unknown
 * @param historyToPhones whether phones get History-Info and Diversion
 * @param internalHeaders names of headers, in addition to those of the RFCs, that are taken off what comes from phones and
 *     from trunks that are not trusted
 */
public record IdentitySettings(boolean assertToPhones, boolean historyToPhones, List<String> internalHeaders) {
    /** Phones are told who calls, and not which way the call came. */
    public static final IdentitySettings DEFAULT = new IdentitySettings(true, false, List.of());

    private static final int MOST = 32;
    /** What no message can do without, and what carries it. */
    private static final Set<String> NEEDED = Set.of(
            "via", "from", "to", "call-id", "cseq", "max-forwards", "route", "record-route", "contact", "content-length",
            "content-type", "require", "supported", "proxy-authorization", "proxy-authenticate");

    /** Checks the names, and writes compact ones in full. @throws ConfigurationException naming the one that cannot be */
    public IdentitySettings {
        if (internalHeaders.size() > MOST) {
            throw new ConfigurationException(
                    "internalHeaders", internalHeaders.size() + " names (expected: up to " + MOST + ")", "");
        }
        List<String> full = new ArrayList<>(internalHeaders.size());
        for (int i = 0; i < internalHeaders.size(); i++) {
            full.add(checked("internalHeaders[" + i + "]", internalHeaders.get(i)));
        }
        internalHeaders = List.copyOf(full);
    }

    private static String checked(String field, String name) {
        try {
            String full = HeaderKind.text(name).name();
            if (!NEEDED.contains(full.toLowerCase(Locale.ROOT))) {
                return full;
            }
        } catch (SipSyntaxException refused) {
            throw new ConfigurationException(field, "\"" + name + "\" (expected: a header name)", "");
        }
        throw new ConfigurationException(field, name + " (expected: a header that calls can do without)", "");
    }

    /** The same, with P-Asserted-Identity for phones or without. */
    public IdentitySettings withAssertToPhones(boolean yes) {
        return new IdentitySettings(yes, historyToPhones, internalHeaders);
    }

    /** The same, with History-Info and Diversion for phones or without. */
    public IdentitySettings withHistoryToPhones(boolean yes) {
        return new IdentitySettings(assertToPhones, yes, internalHeaders);
    }

    /** The same with other internal headers. */
    public IdentitySettings withInternalHeaders(List<String> names) {
        return new IdentitySettings(assertToPhones, historyToPhones, names);
    }
}
