package io.rvoip.engine.auth;

import io.netty.util.NetUtil;
import io.rvoip.common.Expect;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names we answer for. One domain, written in several ways: an alias or an address of ours means the same users, so
 * each user has one canonical address of record. Immutable and thread-safe; each wither gives a copy.
 */
public final class Domains {
    private static final int SIP_PORT = 5060;
    private static final int SIPS_PORT = 5061;

    private final String primary;
    private final Set<String> names;
    private final Set<Integer> ports;

    private Domains(String primary, Set<String> names, Set<Integer> ports) {
        this.primary = primary;
        this.names = Set.copyOf(names);
        this.ports = Set.copyOf(ports);
    }

    /**
     * A domain, reached on the default ports until {@link #withPort} says otherwise.
     *
     * @param primary the name in addresses of record, and the realm
     * @throws io.rvoip.sip.SipSyntaxException when it is no host name or address
     */
    public static Domains of(String primary) {
        String key = key(Expect.notBlank("domain", primary));
        return new Domains(key, Set.of(key), Set.of());
    }

    /** The same with another name for the domain: a host name or an address. */
    public Domains withAlias(String host) {
        Set<String> more = new HashSet<>(names);
        more.add(key(host));
        return new Domains(primary, more, ports);
    }

    /** The same with a port that we listen on. */
    public Domains withPort(int port) {
        Set<Integer> more = new HashSet<>(ports);
        more.add(port);
        return new Domains(primary, names, more);
    }

    /** The canonical name of the domain. */
    public String primary() {
        return primary;
    }

    /** The realm of our challenges: the domain. */
    public String realm() {
        return primary;
    }

    /** Whether the URI names our domain, by name, alias or address. Its port does not matter. */
    public boolean serves(SipUri uri) {
        return names.contains(key(uri.host()));
    }

    /** As {@link #serves(SipUri)}, and also when it names the very address the request came in at. */
    public boolean serves(SipUri uri, Flow flow) {
        return serves(uri) || names(uri, flow.local().getAddress());
    }

    /** Whether a request to this URI would come back to us: our host, and a port of ours or none. */
    public boolean leadsHere(SipUri uri, Flow flow) {
        return serves(uri, flow) && (uri.port() == -1 || isOurs(uri.port()) || uri.port() == flow.local().getPort());
    }

    /**
     * The canonical address of record of a user of ours (RFC 3261 §10.3 step 5): for table keys and records, not for the
     * wire, because the user stands there without escapes.
     *
     * @param user with escapes resolved
     */
    public String addressOfRecord(String user) {
        return "sip:" + user + "@" + primary;
    }

    /** The same as a URI that may be written into a message. */
    public SipUri uri(String user) {
        return SipUri.of(user, primary);
    }

    private boolean isOurs(int port) {
        return ports.isEmpty() ? port == SIP_PORT || port == SIPS_PORT : ports.contains(port);
    }

    private static boolean names(SipUri uri, InetAddress address) {
        byte[] octets = octets(uri.host());
        return octets != null && Arrays.equals(octets, address.getAddress());
    }

    /** Names in lower case, addresses in the one form of RFC 5952. */
    private static String key(String host) {
        byte[] octets = octets(host);
        if (octets == null) {
            String name = SipUri.of("", host).host().toLowerCase(Locale.ROOT);
            return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        }
        try {
            InetAddress address = InetAddress.getByAddress(octets);
            String text = NetUtil.toAddressString(address);
            return address instanceof Inet6Address ? "[" + text + "]" : text;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + octets.length + " octets", impossible);
        }
    }

    private static byte @Nullable [] octets(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return NetUtil.createByteArrayFromIpAddressString(bare);
    }

    @Override
    public String toString() {
        return primary + " " + names;
    }
}
