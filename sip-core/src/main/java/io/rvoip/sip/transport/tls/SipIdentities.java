package io.rvoip.sip.transport.tls;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * The SIP domains a certificate speaks for (RFC 5922 §7.1), and whether a name is one of them (§7.2): compared whole,
 * without regard to case, and no wildcard matches anything but itself.
 *
 * <p>Where a URI names an address instead of a domain, an {@code iPAddress} entry of the certificate is compared: the
 * RFC leaves that out, and it proves as much as the caller asked for.
 */
public final class SipIdentities {
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;
    private static final int IP_ADDRESS = 7;
    private static final String SIP = "sip:";

    private final List<String> domains;
    private final List<String> addresses;

    private SipIdentities(List<String> domains, List<String> addresses) {
        this.domains = List.copyOf(domains);
        this.addresses = List.copyOf(addresses);
    }

    /** Those of a certificate; none when its names cannot be read. */
    public static SipIdentities of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException unreadable) {
            return new SipIdentities(List.of(), List.of());
        }
        if (names == null) {
            boolean absent = certificate.getExtensionValue(ALTERNATIVE_NAMES) == null; // else the JDK could not read it
            return new SipIdentities(absent ? commonName(certificate) : List.of(), List.of());
        }
        List<String> uris = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        List<String> ips = new ArrayList<>();
        for (List<?> name : names) {
            int type = (Integer) name.get(0);
            if (type == URI_NAME) {
                addSipDomain(String.valueOf(name.get(1)), uris);
            } else if (type == DNS_NAME) {
                hosts.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
            } else if (type == IP_ADDRESS) {
                ips.add(address(String.valueOf(name.get(1))));
            }
        }
        return new SipIdentities(uris.isEmpty() ? hosts : uris, ips);
    }

    /** {@code sip:example.com} names a domain; with a user part it names a person, and {@code sips:} is not "sip". */
    private static void addSipDomain(String uri, List<String> into) {
        if (!uri.regionMatches(true, 0, SIP, 0, SIP.length()) || uri.indexOf('@') >= 0) {
            return;
        }
        String host = uri.substring(SIP.length()).split("[;?]", 2)[0];
        int port = host.startsWith("[") ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
        String bare = port < 0 ? host : host.substring(0, port);
        if (!bare.isEmpty()) {
            into.add(bare.toLowerCase(Locale.ROOT));
        }
    }

    private static List<String> commonName(X509Certificate certificate) {
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return List.of(String.valueOf(part.getValue()).toLowerCase(Locale.ROOT));
                }
            }
        } catch (InvalidNameException unreadable) {
            return List.of();
        }
        return List.of();
    }

    /** Domains in lower case, then addresses. */
    public List<String> names() {
        List<String> all = new ArrayList<>(domains);
        all.addAll(addresses);
        return all;
    }

    /**
     * Whether the certificate speaks for that host.
     *
     * @param host a domain, an IPv4 address, or an IPv6 address with or without brackets
     */
    public boolean include(String host) {
        String asAddress = address(host);
        if (!asAddress.isEmpty()) {
            return addresses.contains(asAddress) || domains.stream().anyMatch(d -> address(d).equals(asAddress));
        }
        String asked = ascii(host);
        return asked != null && domains.contains(asked);
    }

    private static @Nullable String ascii(String host) {
        try {
            return IDN.toASCII(host).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noDomain) {
            return null;
        }
    }

    /** One spelling for each address; empty for what is none. */
    private static String address(String host) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(host);
        return octets == null ? "" : NetUtil.bytesToIpAddress(octets);
    }

    @Override
    public String toString() {
        return names().toString();
    }
}
