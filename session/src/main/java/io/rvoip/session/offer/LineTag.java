package io.rvoip.session.offer;

import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Group;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identification tag of our audio line, and whether it is in a BUNDLE group, which here it shares with video at most (RFC
 * 5888, RFC 9143): all other lines are declined.
 *
 * @param carrier the tag of the line that the group begins with, which describes the way of all: this one, or that of video
 */
record LineTag(String mid, boolean bundled, String carrier) {
    /** For an offer of ours to somebody who may be a browser. */
    static final LineTag OURS = new LineTag("0", true, "0");

    private static final String NAME = "mid";
    private static final String BUNDLE = "BUNDLE";

    /** Of a line of an offer; null where it has none. */
    static @Nullable LineTag of(SessionDescription offer, Media line) {
        return line.mid()
                .map(mid -> new LineTag(mid, offer.groups().stream()
                        .anyMatch(group -> group.semantics().equals(BUNDLE) && group.mids().contains(mid)), mid))
                .orElse(null);
    }

    Attribute line() {
        return Attribute.of(NAME, mid);
    }

    /** What goes with the whole description. */
    List<Attribute> sessionLines() {
        return bundled ? List.of(new Group(BUNDLE, List.of(mid)).toAttribute()) : List.of();
    }

    /** The same with another line, which follows ours unless it carries it. */
    Attribute sessionLine(String other) {
        return new Group(BUNDLE, other.equals(carrier) ? List.of(other, mid) : List.of(mid, other)).toAttribute();
    }

    /** Whether another line describes the way of this one. */
    boolean carried() {
        return !carrier.equals(mid);
    }

    LineTag carriedBy(String other) {
        return new LineTag(mid, bundled, other);
    }

    /** A declined line keeps its tag. */
    static List<Attribute> kept(Media line) {
        return line.mid().map(mid -> List.of(Attribute.of(NAME, mid))).orElse(List.of());
    }
}
