package io.rvoip.simple;

import io.rvoip.common.Secret;
import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.TelUri;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who we are, and what we make of the addresses people write.
 *
 * @param registrar where to register and to reach our domain; null: by the domain itself
 * @param proxies where everything is sent, the best first; empty: by URI
 */
record Account(
        SipUri address, NameAddr from, @Nullable SipUri registrar, List<SipUri> proxies,
        List<Credentials> credentials, TransportProtocol transport) {
    /** Nobody (RFC 3323 §4.1.1.3). */
    static final NameAddr ANONYMOUS = NameAddr.of("Anonymous", SipUri.of("anonymous", "anonymous.invalid"));

    static Account of(ClientConfig config) {
        SipUri address = addressOfRecord(config.sipUri());
        String user = config.authUser() == null ? address.user().orElseThrow() : config.authUser();
        return new Account(
                address, NameAddr.of(config.displayName(), address),
                config.registrar() == null ? null : server(config.registrar()),
                config.outboundProxies().stream().map(Account::server).toList(),
                credentials(user, config.password()), config.transport());
    }

    private static List<Credentials> credentials(String user, Secret password) {
        return password.length() == 0 ? List.of() : List.of(Credentials.anyRealm(user, password));
    }

    /** {@code user@domain} or a SIP URI of that form, without parameters. */
    static SipUri addressOfRecord(String text) {
        SipUri uri = sip(text);
        if (uri.user().isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: user@domain)");
        }
        return uri.bare();
    }

    /** {@code host}, {@code host:port} or a SIP URI. */
    static SipUri server(String text) {
        return sip(text).withoutHeaders();
    }

    private static SipUri sip(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return SipUri.of(lower.startsWith("sip:") || lower.startsWith("sips:") ? text : "sip:" + text);
    }

    /** The domain that is registered. */
    SipUri domain() {
        return ours("");
    }

    /**
     * Whom people mean: a SIP URI, {@code user@host}, a {@code tel:} URI, or a name or number in our own domain.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    SipUri target(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("tel:")) {
            return number(TelUri.of(text.strip()));
        }
        if (lower.startsWith("sip:") || lower.startsWith("sips:") || lower.indexOf('@') > 0) {
            return sip(text.strip()).withoutHeaders();
        }
        if (lower.isEmpty() || lower.chars().anyMatch(c -> c <= ' ' || c == '<' || c == '>')) {
            throw new IllegalArgumentException("target: \"" + text + "\" (expected: user@host, a name or a number)");
        }
        return ours(text.strip());
    }

    /** A user of our domain, reached as securely as our own address says. */
    private SipUri ours(String user) {
        SipUri uri = SipUri.of(user, address.host(), address.port());
        return address.secure() ? SipUri.of("sips" + uri.toString().substring("sip".length())) : uri;
    }

    /** RFC 3261 §19.1.6: a number becomes a user of our domain. */
    private SipUri number(TelUri tel) {
        String digits = tel.number().chars()
                .filter(c -> c == '+' || c == '*' || c == '#' || Character.isLetterOrDigit(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return ours(digits).withParameter("user", "phone");
    }

    /** The server that a call to this target is sent through, without a proxy; null: where its URI says. */
    @Nullable SipUri through(SipUri target) {
        boolean ours = target.host().equalsIgnoreCase(address.host()) && target.port() == address.port();
        return ours ? registrar : null;
    }

    /** A proxy of ours in the Route of first requests, where it is written as a loose router. */
    static List<NameAddr> route(@Nullable SipUri proxy) {
        return proxy != null && proxy.looseRouting() ? List.of(NameAddr.of(written(proxy))) : List.of();
    }

    /** The URI with our transport, unless it says how it is reached or ours is the usual one. */
    SipUri overOurTransport(SipUri uri) {
        boolean usual = transport == TransportProtocol.UDP || uri.transport().isPresent() || uri.secure();
        return usual ? uri : uri.withParameter("transport", transport.uriName());
    }

    /** The URI as messages have it: {@code ws} stands for secure WebSocket too (RFC 7118 §5.2), so that alone it leads to the plain one. */
    static SipUri written(SipUri uri) {
        boolean secureWeb = uri.transport().filter(TransportProtocol.WSS.uriName()::equals).isPresent();
        return secureWeb ? uri.withParameter("transport", TransportProtocol.WS.uriName()) : uri;
    }
}
