package io.rvoip.engine.identity;

import io.rvoip.sip.SipMessage;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes off messages what only those may say who trust each other, whoever it was that wrote it. Lines are told apart by
 * their names as the parser reads them, so that no spaces before the colon, folding, case or compact form hides one: what
 * is stripped here is what the next parser would have read. Immutable and thread-safe.
 */
public final class TrustBoundary {
    /** Of RFC 3325, 5806, 7044, 6050, 7315, 5502, 5002, 4457 and 7316, and the forerunner of the first. */
    private static final List<String> NAMES = List.of(
            "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Diversion", "History-Info",
            "P-Asserted-Service", "P-Preferred-Service", "P-Access-Network-Info", "P-Associated-URI",
            "P-Called-Party-ID", "P-Charging-Function-Addresses", "P-Charging-Vector", "P-Visited-Network-ID",
            "P-Served-User", "P-Profile-Key", "P-User-Database", "P-Private-Network-Indication");

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /** @param more names in full, in addition to those of the RFCs */
    public TrustBoundary(Collection<String> more) {
        names.addAll(NAMES);
        names.addAll(more);
    }

    /** Whether this header stays outside. @param name in full, in any case */
    public boolean strips(String name) {
        return names.contains(name);
    }

    /** The same message without what stays outside. */
    public <B extends SipMessage.Builder<B>> B strip(B message) {
        return message.removeNamed(names::contains);
    }
}
