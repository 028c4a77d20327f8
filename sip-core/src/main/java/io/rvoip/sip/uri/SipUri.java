package io.rvoip.sip.uri;

import io.rvoip.sip.Fault;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import io.rvoip.sip.internal.Hosts;
import io.rvoip.sip.internal.UriParts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SIP or SIPS URI (RFC 3261 §19.1): a view of the bytes it was read from, whose parts become text when asked for.
 * Immutable and thread-safe.
 */
public final class SipUri implements Uri {
    /** Parameters that count even when only one of two URIs has them (RFC 3261 §19.1.4). */
    private static final List<String> ALWAYS_COMPARED = List.of("user", "ttl", "method", "maddr", "transport");

    private final byte[] s;
    private final int from;
    private final int to;
    private final boolean secure;
    private final int userFrom;
    private final int userTo;
    private final int hostFrom;
    private final int hostTo;
    private final int port;
    private final int paramsFrom;
    private final int paramsTo;
    private @Nullable String text;
    private @Nullable String host;

    private SipUri(byte[] s, int from, int to, boolean secure, int userFrom, int userTo, int hostFrom, int hostTo,
            int port, int paramsFrom, int paramsTo) {
        this.s = s;
        this.from = from;
        this.to = to;
        this.secure = secure;
        this.userFrom = userFrom;
        this.userTo = userTo;
        this.hostFrom = hostFrom;
        this.hostTo = hostTo;
        this.port = port;
        this.paramsFrom = paramsFrom;
        this.paramsTo = paramsTo;
    }

    /** Reads a {@code sip:} or {@code sips:} URI. @throws SipSyntaxException when it is malformed or another scheme */
    public static SipUri of(String text) {
        if (Uri.of(text) instanceof SipUri uri) {
            return uri;
        }
        throw new SipSyntaxException("uri: " + text + " (expected: sip or sips)");
    }

    /** {@code sip:user@host} without port. @throws SipSyntaxException when the host is none */
    public static SipUri of(String user, String host) {
        return of(user, host, -1);
    }

    /**
     * {@code sip:user@host:port}. The user is escaped as needed; an empty user and port -1 are left out; an IPv6 host
     * may come without brackets. @throws SipSyntaxException when a part is malformed
     */
    public static SipUri of(String user, String host, int port) {
        String at = user.isEmpty() ? "" : Chars.escape(user, Chars.USER) + "@";
        return of("sip:" + at + Hosts.checked(host) + (port == -1 ? "" : ":" + port));
    }

    static @Nullable SipUri read(byte[] s, int from, int start, int to, boolean secure, Fault fault) {
        int userFrom = -1;
        int userTo = -1;
        int hostFrom = start;
        int at = Chars.indexOf(s, start, to, '@');
        if (at >= 0) {
            userFrom = start;
            userTo = Chars.skipEscaped(s, start, at, Chars.USER);
            int end = userTo;
            if (end < at && s[end] == ':') {
                end = Chars.skipEscaped(s, end + 1, at, Chars.PASSWORD);
            }
            if (end != at || userTo == start) {
                return fault.at(end, "malformed user part");
            }
            hostFrom = at + 1;
        }
        int hostTo = Hosts.end(s, hostFrom, to);
        if (hostTo < 0) {
            return fault.at(hostFrom, "malformed host");
        }
        int p = hostTo;
        int port = -1;
        if (p < to && s[p] == ':') {
            p = Chars.skip(s, hostTo + 1, to, Chars.DIGIT);
            port = Hosts.port(s, hostTo + 1, p);
            if (port < 0) {
                return fault.at(hostTo + 1, "malformed port (expected: 1-65535)");
            }
        }
        int paramsTo = UriParts.parametersEnd(s, p, to);
        boolean headers = paramsTo >= 0 && paramsTo < to && s[paramsTo] == '?';
        int end = headers ? UriParts.headersEnd(s, paramsTo, to) : paramsTo;
        if (end != to) {
            return fault.at(end < 0 ? ~end : end, "character not allowed in a SIP URI");
        }
        return new SipUri(s, from, to, secure, userFrom, userTo, hostFrom, hostTo, port, p, paramsTo);
    }

    @Override
    public String scheme() {
        return secure ? "sips" : "sip";
    }

    /** Whether the scheme is {@code sips}. */
    public boolean secure() {
        return secure;
    }

    /** The user part with its escapes resolved; empty when the URI has none. */
    public Optional<String> user() {
        return userFrom < 0 ? Optional.empty() : Optional.of(Chars.unescape(s, userFrom, userTo));
    }

    /** The user part as written; empty when the URI has none. */
    public Optional<String> rawUser() {
        return userFrom < 0 ? Optional.empty() : Optional.of(Chars.text(s, userFrom, userTo));
    }

    /** The password with its escapes resolved. */
    public Optional<String> password() {
        return userFrom < 0 || userTo == hostFrom - 1
                ? Optional.empty() : Optional.of(Chars.unescape(s, userTo + 1, hostFrom - 1));
    }

    /** The host as written, an IPv6 address with its brackets. */
    public String host() {
        String h = host;
        if (h == null) {
            h = Chars.ascii(s, hostFrom, hostTo);
            host = h;
        }
        return h;
    }

    /** The port, or -1 when the URI has none. */
    public int port() {
        return port;
    }

    /** The value of a URI parameter with its escapes resolved; an empty text for a parameter without value. */
    public Optional<String> parameter(String name) {
        if (paramsFrom == paramsTo) {
            return Optional.empty();
        }
        int[] value = UriParts.find(s, paramsFrom, paramsTo, ';', name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(value[0] < 0 ? "" : Chars.unescape(s, value[0], value[1]));
    }

    /** Whether the URI has this parameter, with or without a value. */
    public boolean hasParameter(String name) {
        return paramsFrom < paramsTo && UriParts.find(s, paramsFrom, paramsTo, ';', name) != null;
    }

    /** The names of all URI parameters in lower case. */
    public List<String> parameterNames() {
        return List.copyOf(UriParts.names(s, paramsFrom, paramsTo, ';'));
    }

    /** The value of {@code transport=} in lower case. */
    public Optional<String> transport() {
        return parameter("transport").map(t -> t.toLowerCase(Locale.ROOT));
    }

    /** Whether {@code lr} marks a loose router (RFC 3261 §16.12.1). */
    public boolean looseRouting() {
        return hasParameter("lr");
    }

    /** Whether the URI carries header fields after a question mark. */
    public boolean hasHeaders() {
        return paramsTo < to;
    }

    /** The value of a header part with its escapes resolved. */
    public Optional<String> header(String name) {
        int[] value = hasHeaders() ? UriParts.find(s, paramsTo, to, '&', name) : null;
        return value == null ? Optional.empty() : Optional.of(Chars.unescape(s, value[0], value[1]));
    }

    /** The names of all header parts in lower case. */
    public List<String> headerNames() {
        return hasHeaders() ? List.copyOf(UriParts.names(s, paramsTo, to, '&')) : List.of();
    }

    /** This URI with another user part (escaped as needed); an empty one removes user and password. */
    public SipUri withUser(String user) {
        String at = user.isEmpty() ? "" : Chars.escape(user, Chars.USER) + "@";
        return of(scheme() + ":" + at + Chars.text(s, hostFrom, to));
    }

    /** This URI at another host; an IPv6 address may come without brackets. The port stays. */
    public SipUri withHost(String host) {
        return of(Chars.text(s, from, hostFrom) + Hosts.checked(host) + Chars.text(s, hostTo, to));
    }

    /** This URI with another port; -1 removes it. */
    public SipUri withPort(int port) {
        return of(Chars.text(s, from, hostTo) + (port == -1 ? "" : ":" + port) + Chars.text(s, paramsFrom, to));
    }

    /** This URI with a parameter set; an empty value writes the name alone. Both are escaped as needed. */
    public SipUri withParameter(String name, String value) {
        String escaped = value.isEmpty() ? "" : "=" + Chars.escape(value, Chars.URI_PARAM);
        return withParameters(UriParts.without(s, paramsFrom, paramsTo, ';', name)
                + ";" + Chars.escape(name, Chars.URI_PARAM) + escaped);
    }

    /** This URI without a parameter. */
    public SipUri withoutParameter(String name) {
        return hasParameter(name) ? withParameters(UriParts.without(s, paramsFrom, paramsTo, ';', name)) : this;
    }

    private SipUri withParameters(String parameters) {
        return of(Chars.text(s, from, paramsFrom) + parameters + Chars.text(s, paramsTo, to));
    }

    /** This URI with a header part set, escaped as needed. */
    public SipUri withHeader(String name, String value) {
        String others = hasHeaders() ? UriParts.without(s, paramsTo, to, '&', name) : "";
        return of(Chars.text(s, from, paramsTo) + "?" + (others.isEmpty() ? "" : others.substring(1) + "&")
                + Chars.escape(name, Chars.URI_HEADER) + "=" + Chars.escape(value, Chars.URI_HEADER));
    }

    /** This URI without parameters and headers. */
    public SipUri bare() {
        return paramsFrom == to ? this : of(Chars.text(s, from, paramsFrom));
    }

    /** This URI without headers, as it may stand in a request line. */
    public SipUri withoutHeaders() {
        return hasHeaders() ? of(Chars.text(s, from, paramsTo)) : this;
    }

    /**
     * The canonical address of record of RFC 3261 §10.3 step 5: scheme, user with escapes resolved, host in lower
     * case; no password, no parameters, no headers, and no port when it is the scheme's default. For table keys, not
     * for the wire.
     */
    public String addressOfRecord() {
        String at = userFrom < 0 ? "" : Chars.unescape(s, userFrom, userTo) + "@";
        boolean explicit = port != -1 && port != (secure ? 5061 : 5060);
        return scheme() + ":" + at + Hosts.key(s, hostFrom, hostTo) + (explicit ? ":" + port : "");
    }

    /** RFC 3261 §19.1.4. */
    @Override
    public boolean equivalentTo(Uri other) {
        return other instanceof SipUri o && (o == this || secure == o.secure && port == o.port && sameUserInfo(o)
                && Hosts.same(s, hostFrom, hostTo, o.s, o.hostFrom, o.hostTo)
                && sameParameters(o) && sameHeaders(o));
    }

    private boolean sameUserInfo(SipUri o) {
        if (userFrom < 0 || o.userFrom < 0) {
            return userFrom == o.userFrom;
        }
        boolean password = userTo < hostFrom - 1;
        return password == o.userTo < o.hostFrom - 1
                && UriParts.matches(s, userFrom, hostFrom - 1, o.s, o.userFrom, o.hostFrom - 1, false);
    }

    private boolean sameParameters(SipUri o) {
        if (paramsFrom == paramsTo && o.paramsFrom == o.paramsTo) {
            return true;
        }
        return coversParametersOf(o) && o.coversParametersOf(this);
    }

    private boolean coversParametersOf(SipUri o) {
        for (String name : UriParts.names(o.s, o.paramsFrom, o.paramsTo, ';')) {
            int[] mine = UriParts.find(s, paramsFrom, paramsTo, ';', name);
            if (mine == null) {
                if (ALWAYS_COMPARED.contains(name)) {
                    return false;
                }
            } else if (!sameValue(mine, o, UriParts.find(o.s, o.paramsFrom, o.paramsTo, ';', name), true)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameHeaders(SipUri o) {
        return paramsTo == to && o.paramsTo == o.to || coversHeadersOf(o) && o.coversHeadersOf(this);
    }

    private boolean coversHeadersOf(SipUri o) {
        for (String name : UriParts.names(o.s, o.paramsTo, o.to, '&')) {
            int[] mine = UriParts.find(s, paramsTo, to, '&', name);
            if (!sameValue(mine, o, UriParts.find(o.s, o.paramsTo, o.to, '&', name), false)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameValue(int @Nullable [] mine, SipUri o, int @Nullable [] theirs, boolean ignoreCase) {
        if (mine == null || theirs == null || mine[0] < 0 || theirs[0] < 0) {
            return mine != null && theirs != null && mine[0] == theirs[0];
        }
        return UriParts.matches(s, mine[0], mine[1], o.s, theirs[0], theirs[1], ignoreCase);
    }

    @Override
    public SipUri detached() {
        return to - from == s.length ? this : of(toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof SipUri o && Chars.same(s, from, to, o.s, o.from, o.to);
    }

    @Override
    public int hashCode() {
        return Chars.hash(s, from, to);
    }

    @Override
    public String toString() {
        String t = text;
        if (t == null) {
            t = Chars.ascii(s, from, to);
            text = t;
        }
        return t;
    }
}
