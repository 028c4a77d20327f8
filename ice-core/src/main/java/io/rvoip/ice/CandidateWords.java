package io.rvoip.ice;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The words of one candidate line, with the limits of row S9 of SECURITY.md. */
final class CandidateWords {
    static final String PREFIX = "candidate:";
    private static final int FOUNDATION = 0;
    private static final int COMPONENT = 1;
    private static final int TRANSPORT = 2;
    private static final int PRIORITY = 3;
    private static final int ADDRESS = 4;
    private static final int PORT = 5;
    private static final int TYP = 6;
    private static final int TYPE = 7;
    private static final int REST = 8;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}\\.local");

    private CandidateWords() {}

    static CandidateLine read(String[] words) {
        if (words.length > CandidateLine.MAX_WORDS) {
            return new CandidateLine.Ignored("more than " + CandidateLine.MAX_WORDS + " words");
        }
        if (words.length < REST || !words[TYP].equalsIgnoreCase("typ")) {
            return new CandidateLine.Ignored("not a candidate line");
        }
        if ((words.length - REST) % 2 != 0) {
            return new CandidateLine.Ignored("an extension without a value");
        }
        String foundation = words[FOUNDATION];
        if (foundation.isEmpty() || foundation.length() > 32 || !IceCredentials.isIceText(foundation)) {
            return new CandidateLine.Ignored("foundation is not 1-32 ice-chars");
        }
        long component = number(words[COMPONENT]);
        long priority = number(words[PRIORITY]);
        long port = number(words[PORT]);
        if (component < 1 || component > 256) {
            return new CandidateLine.Ignored("component is not 1-256");
        }
        if (priority < 1 || priority > Integer.MAX_VALUE) {
            return new CandidateLine.Ignored("priority is not 1-2147483647");
        }
        boolean udp = words[TRANSPORT].equalsIgnoreCase("udp");
        if (!udp && !words[TRANSPORT].equalsIgnoreCase("tcp")) {
            return new CandidateLine.Ignored("transport is neither UDP nor TCP");
        }
        Optional<IceTransport> transport = udp ? Optional.of(IceTransport.UDP) : tcpType(words);
        if (transport.isEmpty()) {
            return new CandidateLine.Ignored("TCP without a known tcptype");
        }
        if (port < 1 || port > 65_535) {
            return new CandidateLine.Ignored("port is not 1-65535");
        }
        Optional<CandidateType> type = CandidateType.of(words[TYPE]);
        if (type.isEmpty()) {
            return new CandidateLine.Ignored("unknown type");
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(words[ADDRESS]);
        if (address == null) {
            return name(words[ADDRESS].toLowerCase(Locale.ROOT));
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return new CandidateLine.Ignored("address of nobody");
        }
        IceCandidate candidate = IceCandidate.remote(
                foundation, (int) component, priority, new InetSocketAddress(address, (int) port), type.get());
        return udp ? new CandidateLine.Usable(candidate) : new CandidateLine.OverTcp(candidate.over(transport.get()));
    }

    private static Optional<IceTransport> tcpType(String[] words) {
        for (int at = REST; at + 1 < words.length; at += 2) {
            if (words[at].equalsIgnoreCase("tcptype")) {
                return IceTransport.ofTcp(words[at + 1]);
            }
        }
        return Optional.empty();
    }

    private static CandidateLine name(String name) {
        return NAME.matcher(name).matches()
                ? new CandidateLine.Hidden(name)
                : new CandidateLine.Ignored("address is not numeric");
    }

    /** -1 for what is not a number of at most ten digits. */
    private static long number(String word) {
        return NUMBER.matcher(word).matches() ? Long.parseLong(word) : -1;
    }
}
