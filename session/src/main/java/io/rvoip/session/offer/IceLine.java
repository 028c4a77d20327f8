package io.rvoip.session.offer;

import io.rvoip.ice.CandidateLine;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.IceTimes;
import io.rvoip.media.IceParameters;
import io.rvoip.media.LocalIce;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one media line says about ICE, or the description for all of them (RFC 8839 §5). The default destination need not
 * be among the candidates: what an ALG has made of it does no harm (§4.2.5).
 *
 * @param credentials of its writer
 * @param candidates that can be used; browsers hide theirs behind names, which are not looked up
 * @param lite whether its writer makes no checks
 * @param trickle whether its writer takes candidates apart from descriptions (RFC 8840 §4.1)
 * @param ended whether its writer says that there are no more
 * @param ice2 whether its writer says that it goes by RFC 8445 (§4.2.5)
 * @param pace the time between two checks that its writer proposes (§5.5)
 */
record IceLine(
        IceCredentials credentials, List<IceCandidate> candidates, boolean lite, boolean trickle, boolean ended, boolean ice2,
        Duration pace) {
    private static final String PACING = "ice-pacing";
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,10}");
    private static final String FRAGMENT = "ice-ufrag";
    private static final String PASSWORD = "ice-pwd";
    private static final String LITE = "ice-lite";
    private static final String OPTIONS = "ice-options";
    private static final String TRICKLE = "trickle";
    private static final String ICE2 = "ice2";
    private static final String END = "end-of-candidates";

    /** Empty where it speaks of none, or has credentials that are none, or says that ICE must not be used. */
    static Optional<IceLine> of(SessionDescription description, Media line) {
        if (line.hasAttribute("ice-mismatch")) {
            return Optional.empty();
        }
        Optional<String> fragment = line.attribute(FRAGMENT).or(() -> description.attribute(FRAGMENT));
        Optional<String> password = line.attribute(PASSWORD).or(() -> description.attribute(PASSWORD));
        return fragment.flatMap(name -> password.flatMap(word -> IceCredentials.read(name, word)))
                .map(both -> new IceLine(both, candidates(line), description.hasAttribute(LITE), trickles(description, line),
                        line.hasAttribute(END) || description.hasAttribute(END), options(description, line).contains(ICE2),
                        pace(description)));
    }

    /** Candidates that come apart find their line by its tag. */
    private static boolean trickles(SessionDescription description, Media line) {
        return line.mid().isPresent() && options(description, line).contains(TRICKLE);
    }

    /** The usual one where it says none, or nothing that is one. */
    private static Duration pace(SessionDescription description) {
        return description.attribute(PACING).filter(value -> MILLIS.matcher(value).matches())
                .map(value -> Duration.ofMillis(Long.parseLong(value))).orElse(IceTimes.DEFAULT.pace());
    }

    private static List<String> options(SessionDescription description, Media line) {
        return description.attribute(OPTIONS).or(() -> line.attribute(OPTIONS)).map(options -> List.of(options.split(" "))).orElse(List.of());
    }

    private static List<IceCandidate> candidates(Media line) {
        return line.candidates().stream().flatMap(value -> CandidateLine.reachable(value).stream()).toList();
    }

    IceParameters agreed(boolean mux, IceRole role) {
        return new IceParameters(credentials, candidates, lite, mux, role, ended || !trickle, pace);
    }

    /**
     * The lines of ours that go with a media line.
     *
     * @param mux whether RTCP surely shares the way of RTP, so that only one needs candidates
     * @param offer whether they are in an offer
     */
    static List<Attribute> lines(LocalIce ours, boolean mux, boolean offer) {
        List<Attribute> lines = new ArrayList<>();
        lines.add(Attribute.of(FRAGMENT, ours.credentials().fragment()));
        lines.add(Attribute.of(PASSWORD, ours.credentials().password()));
        for (IceCandidate candidate : ours.told()) {
            if (!mux || candidate.component() == 1) {
                lines.add(Attribute.of("candidate", CandidateLine.write(candidate).substring("candidate:".length())));
            }
        }
        if (ours.ended()) {
            lines.add(Attribute.of(END));
        }
        if (offer && !ours.chosen().isEmpty()) {
            lines.add(RemoteCandidates.line(ours.chosen()));
        }
        return lines;
    }

    /** The lines of ours that go with the whole description. */
    static List<Attribute> sessionLines(LocalIce ours) {
        Attribute options = Attribute.of(OPTIONS, ours.trickle() ? TRICKLE + " " + ICE2 : ICE2);
        return ours.lite() ? List.of(Attribute.of(LITE), options)
                : List.of(options, Attribute.of(PACING, Long.toString(ours.pace().toMillis())));
    }
}
