package io.rvoip.ice;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What a candidate attribute says (RFC 8839 §5.1). A line that cannot be used takes nothing else with it: it is
 * ignored, as §5.1 demands of names, other transports and other types.
 */
public sealed interface CandidateLine {
    /** Longest line that is read, in characters. */
    int MAX_LENGTH = 512;

    /** Most words, extensions included. */
    int MAX_WORDS = 40;

    /** A candidate to give to an agent. */
    record Usable(IceCandidate candidate) implements CandidateLine {}

    /**
     * A candidate whose address hides behind a name of multicast DNS, as browsers have it. A server never resolves it:
     * the peer's checks will show its address.
     *
     * @param name ends in {@code .local}
     */
    record Hidden(String name) implements CandidateLine {}

    /**
     * A candidate over TCP (RFC 6544 §4.5). An agent connects to passive ones, if to any: where an active one connects from is
     * seen when its connection is there, and none opens simultaneously.
     */
    record OverTcp(IceCandidate candidate) implements CandidateLine {}

    /** A candidate to leave out, and why in a few words that quote nothing of the line. */
    record Ignored(String reason) implements CandidateLine {}

    /** Reads the attribute's value, with or without {@code candidate:} in front. Whatever the text, nothing is thrown. */
    static CandidateLine read(String value) {
        String text = value.regionMatches(true, 0, CandidateWords.PREFIX, 0, CandidateWords.PREFIX.length())
                ? value.substring(CandidateWords.PREFIX.length())
                : value;
        if (text.length() > MAX_LENGTH) {
            return new Ignored("more than " + MAX_LENGTH + " characters");
        }
        return CandidateWords.read(text.split(" ", MAX_WORDS + 1));
    }

    /** What an agent is to be told of the attribute: a candidate that can be sent to, or connected to. */
    static Optional<IceCandidate> reachable(String value) {
        CandidateLine line = read(value);
        if (line instanceof OverTcp tcp) {
            return Optional.of(tcp.candidate()).filter(candidate -> candidate.transport() == IceTransport.TCP_PASSIVE);
        }
        return line instanceof Usable usable ? Optional.of(usable.candidate()) : Optional.empty();
    }

    /** Writes the attribute's value with {@code candidate:} in front. */
    static String write(IceCandidate candidate) {
        StringBuilder line = new StringBuilder(CandidateWords.PREFIX)
                .append(candidate.foundation())
                .append(' ')
                .append(candidate.component())
                .append(candidate.transport().isUdp() ? " UDP " : " TCP ")
                .append(candidate.priority())
                .append(' ')
                .append(NetUtil.toAddressString(candidate.address().getAddress()))
                .append(' ')
                .append(candidate.address().getPort())
                .append(" typ ")
                .append(candidate.type().token());
        if (candidate.type() != CandidateType.HOST) {
            InetSocketAddress related = candidate.related();
            boolean six = candidate.address().getAddress() instanceof Inet6Address;
            line.append(" raddr ")
                    .append(related == null ? six ? "::" : "0.0.0.0" : NetUtil.toAddressString(related.getAddress()))
                    .append(" rport ")
                    // What is not revealed is written with port 9.
                    .append(related == null ? 9 : related.getPort());
        }
        candidate.transport().tcpType().ifPresent(type -> line.append(" tcptype ").append(type));
        return line.toString();
    }
}
