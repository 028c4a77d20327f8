package io.rvoip.engine;

import io.rvoip.common.ConfigurationException;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For whose phones a proxy is the edge (RFC 5626 §5): it passes their registrations on to the registrar of their domain, which
 * finds out who they are, and keeps the flows it reaches them by. Immutable; each wither gives a copy.
 *
 * @param domains of others, up to 32; none for a proxy that is no edge
 * @param core where what is for those domains goes; null for where their names lead
 */
public record EdgeSettings(List<String> domains, @Nullable SipUri core) {
    /** No edge. */
    public static final EdgeSettings NONE = new EdgeSettings(List.of(), null);

    private static final int MOST = 32;

    /** Checks the names. @throws ConfigurationException naming the one that cannot be */
    public EdgeSettings {
        if (domains.size() > MOST) {
            throw new ConfigurationException("domains", domains.size() + " names (expected: up to " + MOST + ")", "");
        }
        List<String> names = new ArrayList<>(domains.size());
        for (int i = 0; i < domains.size(); i++) {
            names.add(checked("domains[" + i + "]", domains.get(i)));
        }
        if (names.isEmpty() && core != null) {
            throw new ConfigurationException("core", core + " without domains", "name the domains it is the core of");
        }
        domains = List.copyOf(names);
    }

    private static String checked(String field, String name) {
        try {
            return SipUri.of("", name).host().toLowerCase(Locale.ROOT);
        } catch (SipSyntaxException refused) {
            throw new ConfigurationException(field, "\"" + name + "\" (expected: a host name)", "");
        }
    }

    /** The same for these domains. */
    public EdgeSettings withDomains(List<String> names) {
        return new EdgeSettings(names, core);
    }

    /** The same with this server for the domains, as in {@code sip:core.example.com}. @throws ConfigurationException for no SIP URI */
    public EdgeSettings withCore(String uri) {
        try {
            if (Uri.of(uri) instanceof SipUri server) {
                return new EdgeSettings(domains, server.withoutHeaders());
            }
        } catch (SipSyntaxException refused) {
            // said below
        }
        throw new ConfigurationException("core", "\"" + uri + "\" (expected: a SIP URI, as in sip:core.example.com)", "");
    }

    /** Whether a request to this URI is for one of the domains. */
    public boolean serves(Uri uri) {
        return !domains.isEmpty() && uri instanceof SipUri sip && domains.contains(sip.host().toLowerCase(Locale.ROOT));
    }

    /** Where requests to the domains go; empty for where their names lead. */
    public Optional<SipUri> server() {
        return Optional.ofNullable(core);
    }
}
