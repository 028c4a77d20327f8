package io.rvoip.api.internal.http;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps web pages of others out. The Host field must name this server, so that a name an attacker points at our
 * address (DNS rebinding) gets nothing; the Origin field, which browsers add, must be ours or listed. Permission
 * to read answers across origins (CORS) is {@link CrossOrigin}'s. Immutable.
 */
public final class OriginPolicy {
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?");

    private final Set<String> hosts;
    private final Set<String> origins;

    /**
     * A policy.
     *
     * @param hosts names of this server in lower case; addresses and localhost need not be named
     * @param origins pages of others that may call, in lower case
     */
    public OriginPolicy(Set<String> hosts, Set<String> origins) {
        this.hosts = Set.copyOf(hosts);
        this.origins = Set.copyOf(origins);
    }

    /**
     * Checks the values of the two fields of a request.
     *
     * @param encrypted whether the request came by TLS: then the server's own pages did too
     * @throws ProblemException when it is not for us (400, 421), or from a page of somebody else (403)
     */
    public void check(List<String> hostFields, List<String> originFields, boolean encrypted) {
        if (hostFields.size() != 1) {
            throw HttpProblem.badRequest("One Host field is needed.").asException();
        }
        String authority = hostFields.get(0).toLowerCase(Locale.ROOT);
        Matcher host = HOST.matcher(authority);
        if (!host.matches()) {
            throw HttpProblem.badRequest("The Host field is malformed.").asException();
        }
        if (!ours(host.group(1))) {
            throw HttpProblem.of(421, "misdirected", "Not the host asked for",
                    "Add the name to the hosts of the API if it is right.").asException();
        }
        for (String origin : originFields) {
            if (originFields.size() > 1 || !welcome(origin.toLowerCase(Locale.ROOT), authority, encrypted)) {
                throw HttpProblem.of(403, "origin", "Not from this page", "").asException();
            }
        }
    }

    /** The page of somebody else that a request comes from, which may call; empty for our own and for what is no page. */
    Optional<String> listed(List<String> originFields) {
        return originFields.size() == 1 && origins.contains(originFields.get(0).toLowerCase(Locale.ROOT))
                ? Optional.of(originFields.get(0)) : Optional.empty();
    }

    private boolean ours(String host) {
        return host.equals("localhost") || hosts.contains(host) || NetUtil.isValidIpV4Address(host)
                || host.startsWith("[") && NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
    }

    /** Without TLS here, a proxy in front may do it. */
    private boolean welcome(String origin, String authority, boolean encrypted) {
        return origin.equals("https://" + authority) || !encrypted && origin.equals("http://" + authority)
                || origins.contains(origin);
    }
}
