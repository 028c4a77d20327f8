package io.rvoip.session;

import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.Method;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import java.util.Set;

/**
 * A request outside of dialogs, without body: OPTIONS to see whether somebody is there.
 *
 * @param method neither one of dialogs (INVITE, ACK, BYE, CANCEL) nor REGISTER
 * @param target request URI
 * @param from as whom
 * @param to to whom
 * @param nextHop where it is sent
 * @param credentials answers for whoever challenges it
 * @param headers further headers
 */
public record PlainRequest(
        Method method,
        Uri target,
        NameAddr from,
        NameAddr to,
        NextHop nextHop,
        List<Credentials> credentials,
        List<HeaderLine> headers) {
    private static final Set<Method> OTHERS =
            Set.of(Method.INVITE, Method.ACK, Method.BYE, Method.CANCEL, Method.REGISTER);

    public PlainRequest {
        if (OTHERS.contains(method)) {
            throw new IllegalArgumentException("method: " + method + " (expected: one outside of dialogs)");
        }
        credentials = List.copyOf(credentials);
        headers = List.copyOf(headers);
    }

    /** An OPTIONS (RFC 3261 §11). */
    public static PlainRequest options(Uri target, NameAddr from) {
        return new PlainRequest(
                Method.OPTIONS, target, from, NameAddr.of(target), NextHop.byUri(), List.of(), List.of());
    }

    /** The same sent to another place. */
    public PlainRequest withNextHop(NextHop hop) {
        return new PlainRequest(method, target, from, to, hop, credentials, headers);
    }

    /** The same with credentials. */
    public PlainRequest withCredentials(List<Credentials> all) {
        return new PlainRequest(method, target, from, to, nextHop, all, headers);
    }
}
