package io.rvoip.session.offer;

import io.netty.util.NetUtil;
import io.rvoip.ice.IceCandidate;
import io.rvoip.media.LocalIce;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which candidates of the answerer an offerer has found, who had the choice (RFC 8839 §5.2). */
final class RemoteCandidates {
    private static final String NAME = "remote-candidates";

    /** RTP and RTCP: nobody has more components. */
    private static final int COMPONENTS = 2;
    private static final int WORDS = 3;

    private RemoteCandidates() {}

    /** The line of ours. */
    static Attribute line(List<IceCandidate> theirs) {
        StringBuilder text = new StringBuilder();
        for (IceCandidate one : theirs) {
            text.append(text.isEmpty() ? "" : " ").append(text(one));
        }
        return Attribute.of(NAME, text.toString());
    }

    private static String text(IceCandidate one) {
        return text(one.component(), one.address().getAddress(), one.address().getPort());
    }

    private static String text(int component, InetAddress address, int port) {
        return component + " " + NetUtil.toAddressString(address) + " " + port;
    }

    /**
     * Ours for the answer to an offer: of those candidates that its line names, whether their checks have ended here or not
     * (RFC 8839 §4.4.2). What names others than ours, or not all that are needed, or is not readable, changes nothing.
     *
     * @param mux whether RTCP shares the way of RTP
     */
    static LocalIce answering(LocalIce ours, Media offered, boolean mux) {
        Set<String> named = offered.attribute(NAME).map(RemoteCandidates::read).orElse(Set.of());
        List<IceCandidate> used = new ArrayList<>();
        for (int component = 1; component <= COMPONENTS; component++) {
            int wanted = component;
            Stream.concat(ours.nominated().stream(), ours.candidates().stream())
                    .filter(one -> one.component() == wanted && one.transport().isUdp() && named.contains(text(one)))
                    .findFirst().ifPresent(used::add);
        }
        boolean apart = !mux && ours.candidates().stream().anyMatch(one -> one.component() == COMPONENTS);
        return used.isEmpty() || apart && used.size() < COMPONENTS || used.get(0).component() != 1 ? ours : ours.withNominated(used);
    }

    /** Each as we would write it, for there are several ways to write an address. */
    private static Set<String> read(String value) {
        String[] words = value.split(" ", COMPONENTS * WORDS + 1);
        Set<String> named = new HashSet<>();
        for (int at = 0; at + WORDS <= Math.min(words.length, COMPONENTS * WORDS); at += WORDS) {
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(words[at + 1]);
            if (address != null && words[at].length() == 1) {
                named.add(words[at] + " " + NetUtil.toAddressString(address) + " " + words[at + 2]);
            }
        }
        return named;
    }
}
