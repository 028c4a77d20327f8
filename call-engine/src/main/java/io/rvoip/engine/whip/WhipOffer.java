package io.rvoip.engine.whip;

import io.rvoip.ice.CandidateLine;
import io.rvoip.ice.IceCandidate;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceFragment;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpResult;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The client's side of a session as it is known here: its offer, with the ICE of the fragments that came since. It speaks for
 * the client where SIP asks for a description later, which the client itself is never asked for. Immutable.
 *
 * @param description the client's, in the one direction that its way has
 * @param way of the media
 */
record WhipOffer(SessionDescription description, WhipWay way) {
    private static final String FRAGMENT = "ice-ufrag";
    private static final String PASSWORD = "ice-pwd";
    private static final String CANDIDATE = "candidate";
    private static final String END = "end-of-candidates";
    private static final String SETUP = "setup";
    /** Of one media line; further ones are of no use to anybody. */
    private static final int MOST_CANDIDATES = 32;

    /** What can be said against an offer before anybody is called. */
    static Optional<WhipRefusal> refusal(String text, WhipWay way) {
        SdpResult read = SdpParser.parse(text);
        return read.description().isEmpty()
                ? Optional.of(new WhipRefusal(WhipRefusal.Reason.MALFORMED,
                        "No session description: " + read.problem().orElseThrow().reason()))
                : against(read.description().get(), way).map(why -> new WhipRefusal(WhipRefusal.Reason.NOT_ACCEPTABLE, why));
    }

    private static Optional<String> against(SessionDescription offer, WhipWay way) {
        List<Media> lines = offer.media().stream().filter(line -> !line.isDeclined()).toList();
        if (lines.stream().filter(Media::isAudio).count() != 1) {
            return Optional.of("One line of audio is wanted."); // RFC 9725 §4.4.2: one track of each kind at most
        }
        if (lines.stream().filter(line -> line.type().equals("video")).count() > 1) {
            return Optional.of("More than one line of video.");
        }
        if (lines.stream().anyMatch(line -> !line.isRtp())) {
            return Optional.of("Media other than audio and video.");
        }
        for (Media line : lines) {
            if (credentials(offer, line).isEmpty() || value(offer, line, "fingerprint").isEmpty()) {
                return Optional.of("A media line without ICE, or without a fingerprint.");
            }
            if (value(offer, line, SETUP).filter(setup -> setup.equals("actpass") || setup.equals("active")).isEmpty()) {
                return Optional.of("a=setup has to be actpass or active."); // RFC 9725 §4.4.4
            }
            Direction said = offer.directionOf(line);
            if (said != Direction.SENDRECV && said != way.offered()) {
                return Optional.of("A media line with a=" + said.attributeName() + " (expected: " + way.offered().attributeName()
                        + " or sendrecv)"); // RFC 9725 §4.2
            }
        }
        return Optional.empty();
    }

    /** An offer that nothing was said against. */
    static WhipOffer of(String text, WhipWay way) {
        SessionDescription offer = SdpParser.parse(text).description().orElseThrow();
        return new WhipOffer(eachLine(offer, (index, line) -> line.toBuilder().withDirection(way.offered()).build()), way);
    }

    private static SessionDescription eachLine(SessionDescription whole, BiFunction<Integer, Media, Media> change) {
        List<Media> changed = new ArrayList<>();
        for (Media line : whole.media()) {
            changed.add(line.isDeclined() ? line : change.apply(changed.size(), line));
        }
        return whole.toBuilder().withMedia(changed).build();
    }

    private static Optional<String> value(SessionDescription whole, Media line, String name) {
        return line.attribute(name).or(() -> whole.attribute(name));
    }

    private static Optional<IceCredentials> credentials(SessionDescription whole, Media line) {
        return value(whole, line, FRAGMENT).flatMap(fragment ->
                value(whole, line, PASSWORD).flatMap(password -> IceCredentials.read(fragment, password)));
    }

    /** Whether an answer takes all that was offered: sessions with a part of it are none (RFC 9725 §4.4.3). */
    boolean isWhole(SessionDescription answer) {
        List<Media> ours = description.media();
        List<Media> theirs = answer.media();
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).isDeclined() && (i >= theirs.size() || theirs.get(i).isDeclined())) {
                return false;
            }
        }
        return true;
    }

    /** Whether a fragment is of another generation than what is known (RFC 9725 §4.3.3). */
    boolean restarts(IceFragment fragment) {
        return !spokenOf(fragment).credentials().equals(known());
    }

    private Optional<IceCredentials> known() {
        return description.media().stream().filter(line -> !line.isDeclined()).findFirst()
                .flatMap(line -> credentials(description, line));
    }

    /** What a fragment says of the line that has the way of all others. */
    private record Spoken(Optional<IceCredentials> credentials, List<IceCandidate> candidates, boolean ended) {}

    private Spoken spokenOf(IceFragment fragment) {
        for (Media line : description.media()) {
            Optional<IceFragment.Section> section = line.mid().flatMap(fragment::section);
            if (!line.isDeclined() && section.isPresent()) {
                return new Spoken(Optional.of(fragment.credentials(section.get())), section.get().candidates(),
                        fragment.ends(section.get().mid()));
            }
        }
        return new Spoken(Optional.ofNullable(fragment.credentials()), List.of(), fragment.ended());
    }

    /** The line whose way all others have: the first that is none declined, as clients bundle all (RFC 9725 §4.4.1). */
    private int tagged() {
        List<Media> lines = description.media();
        return (int) lines.stream().takeWhile(Media::isDeclined).count();
    }

    /** Whether a fragment speaks of a media line that there is not. */
    boolean isStrange(IceFragment fragment) {
        return fragment.sections().stream().anyMatch(section -> description.byMid(section.mid()).isEmpty());
    }

    /** With the candidates of a fragment of this generation; the same where it knows them all. */
    WhipOffer with(IceFragment fragment) {
        Spoken spoken = spokenOf(fragment);
        Media known = description.media().get(tagged());
        if (usable(known).containsAll(spoken.candidates()) && (known.hasAttribute(END) || !spoken.ended())) {
            return this;
        }
        return new WhipOffer(eachLine(description, (index, line) -> index == tagged()
                ? lineWith(line, spoken, line.candidates()) : line), way).next();
    }

    /** With the credentials and candidates of a fragment in the place of the former ones. */
    WhipOffer restarted(IceFragment fragment) {
        Spoken spoken = spokenOf(fragment);
        IceCredentials fresh = spoken.credentials().orElseThrow();
        SessionDescription bare = description.toBuilder().withoutAttribute(FRAGMENT).withoutAttribute(PASSWORD).build();
        return new WhipOffer(eachLine(bare, (index, line) -> {
            Media.Builder anew = line.toBuilder().withoutAttribute(CANDIDATE).withoutAttribute(END).withoutAttribute(FRAGMENT)
                    .withoutAttribute(PASSWORD).withAttribute(FRAGMENT, fresh.fragment()).withAttribute(PASSWORD, fresh.password());
            return index == tagged() ? lineWith(anew.build(), spoken, List.of()) : anew.build();
        }), way).next();
    }

    private static Media lineWith(Media line, Spoken spoken, List<String> before) {
        Set<String> all = new LinkedHashSet<>(before);
        List<IceCandidate> known = before.isEmpty() ? List.of() : usable(line);
        spoken.candidates().stream().filter(one -> !known.contains(one)).map(CandidateLine::write).map(text -> text.substring(CANDIDATE.length() + 1))
                .filter(text -> all.size() < MOST_CANDIDATES).forEach(all::add);
        Media.Builder changed = line.toBuilder().withoutAttribute(CANDIDATE);
        all.forEach(text -> changed.withAttribute(Attribute.of(CANDIDATE, text)));
        if (spoken.ended() && !line.hasAttribute(END)) {
            changed.withAttribute(END);
        }
        return changed.build();
    }

    /** The candidates of a line, but for those with names. */
    private static List<IceCandidate> usable(Media line) {
        return line.candidates().stream().flatMap(value -> CandidateLine.reachable(value).stream()).toList();
    }

    private WhipOffer next() {
        return new WhipOffer(description.toBuilder().withOrigin(description.origin().next()).build(), way);
    }

    /**
     * What the client would answer, whose media go on as they are: the formats that are offered, in the directions that both
     * sides have, with the part in DTLS that was agreed on.
     *
     * @param offer of the platform's, with the ICE credentials that it has now
     * @param first its first answer
     */
    WhipOffer answering(SessionDescription offer, SessionDescription first) {
        return new WhipOffer(eachLine(description, (index, line) -> {
            Media theirs = offer.media().get(index);
            List<String> formats = theirs.formats().stream().filter(line.formats()::contains).toList();
            boolean passive = value(first, first.media().get(index), SETUP).filter("active"::equals).isPresent();
            return line.toBuilder().withFormats(formats.isEmpty() ? line.formats() : formats)
                    .withDirection(offer.directionOf(theirs).answer(way.offered()))
                    .withoutAttribute(SETUP).withAttribute(SETUP, passive ? "passive" : "active").build();
        }), way).next();
    }

    /** The same as what was offered last, in a description of its own that can be sent. */
    WhipOffer likeNow(WhipOffer sent) {
        return new WhipOffer(description.toBuilder().withOrigin(sent.description.origin()).build(), way);
    }

    /** What a description of the platform says of ICE, for the client. */
    static Optional<IceFragment> fragment(SessionDescription ours) {
        return ours.media().stream().filter(line -> !line.isDeclined()).findFirst().flatMap(line -> {
            List<String> options = ours.attribute("ice-options").map(text -> List.of(text.strip().split(" +"))).orElse(List.of());
            List<String> bundle = ours.groups().stream().filter(group -> group.semantics().equals("BUNDLE"))
                    .findFirst().map(group -> group.mids()).orElse(List.of());
            return credentials(ours, line).flatMap(own -> line.mid().map(mid -> new IceFragment(null, ours.hasAttribute("ice-lite"),
                    options, bundle, false, List.of(new IceFragment.Section(mid, own, usable(line), line.rtcpMux(), true)))));
        });
    }

    /** The credentials that a description of the platform has. */
    static Optional<IceCredentials> ownCredentials(SessionDescription ours) {
        return ours.media().stream().filter(line -> !line.isDeclined()).findFirst().flatMap(line -> credentials(ours, line));
    }
}
