package io.rvoip.testing;

import io.rvoip.common.IdSource;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes plain requests: what the test gives stands, the rest is filled in. */
final class SipRequestText {
    private SipRequestText() {}

    /**
     * A request with Via, Max-Forwards, From, To, Call-ID, CSeq and Contact, except those the test gives.
     *
     * @param given header lines as "Name: value"; one with an empty value ("To:") leaves that header out
     */
    static String write(
            String method, String uri, String viaProtocol, InetSocketAddress local, IdSource ids, String body,
            String... given) {
        Set<String> names = Arrays.stream(given).map(SipText::nameOf).collect(Collectors.toSet());
        String at = hostPort(local);
        List<String> lines = new ArrayList<>();
        for (String line : List.of(
                "Via: SIP/2.0/" + viaProtocol + " " + at + ";branch=z9hG4bK" + ids.token() + ";rport",
                "Max-Forwards: 70",
                "From: <sip:peer@" + at + ">;tag=" + ids.token(),
                "To: <" + uri + ">",
                "Call-ID: " + ids.token() + "@peer",
                "CSeq: 1 " + method,
                "Contact: <sip:peer@" + at + ">")) {
            if (!names.contains(SipText.nameOf(line))) {
                lines.add(line);
            }
        }
        for (String line : given) {
            if (!line.endsWith(":")) {
                lines.add(line);
            }
        }
        return SipText.write(method + " " + uri + " SIP/2.0", lines, body);
    }

    static String hostPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
