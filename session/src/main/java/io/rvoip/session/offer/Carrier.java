package io.rvoip.session.offer;

import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Connection;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Group;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The line that describes the way of a whole BUNDLE group, the first of the group that has a port (RFC 9143 sections 7.1.3 and 7.3.1).
 * With us it is audio. Where the far end begins its group with video, that line lends audio what belongs to the way, so that all else
 * judges audio as ever, and what we say of the way goes back to it. It stays the first one for as long as it is there: neither an answer
 * may take that from it (section 7.3.3), nor do browsers survive an offer that does.
 */
final class Carrier {
    /** Of the multiplexing categories IDENTICAL and TRANSPORT (RFC 8859), those that lines over DTLS with ICE have. */
    private static final List<String> WAY = List.of("candidate", "end-of-candidates", "remote-candidates", "ice-ufrag", "ice-pwd",
            "ice-options", "ice-mismatch", "fingerprint", "setup", "tls-id", "rtcp");

    private Carrier() {}

    /** The line of video that carries audio; empty: audio has a way of its own, as it has where that line does not describe any. */
    static Optional<Media> of(SessionDescription description) {
        Media audio = audio(description);
        String mid = audio == null ? "" : audio.mid().orElse("");
        return description.groups().stream().filter(group -> !mid.isEmpty() && isBundle(group) && group.mids().contains(mid)).findFirst()
                .flatMap(group -> group.mids().stream().flatMap(one -> description.byMid(one).stream())
                        .filter(line -> !line.isDeclined()).findFirst())
                .filter(first -> first != audio && isVideo(description, first) && first.protocol().equals(audio.protocol())
                        && VideoLines.isForBrowsers(first.protocol()) && DtlsLine.of(description, first).usable());
    }

    /** The tag of the line that carries audio; null: none does. */
    static @Nullable String mid(SessionDescription description) {
        return of(description).flatMap(Media::mid).orElse(null);
    }

    private static @Nullable Media audio(SessionDescription description) {
        return description.media().stream().filter(line -> line.isAudio() && !VideoLines.isOff(line)).findFirst().orElse(null);
    }

    private static boolean isBundle(Group group) {
        return group.semantics().equals("BUNDLE");
    }

    private static boolean isVideo(SessionDescription description, Media line) {
        int place = VideoLines.place(description);
        return place >= 0 && description.media().get(place) == line;
    }

    /** The same description, where audio says itself what another line says for it; unchanged where none does. */
    static SessionDescription lent(SessionDescription description) {
        return of(description).map(carrier -> lent(description, carrier)).orElse(description);
    }

    private static SessionDescription lent(SessionDescription description, Media carrier) {
        Media audio = audio(description);
        List<Media> lines = new ArrayList<>(description.media());
        Media.Builder lent = without(audio.toBuilder().withPort(carrier.port()).withoutConnection())
                .withoutAttribute("bundle-only").withoutAttribute(VideoLines.MUX);
        carrier.connection().ifPresent((Connection one) -> lent.withConnection(one));
        lent.withAttributes(way(carrier));
        if (carrier.rtcpMux()) {
            lent.withAttribute(VideoLines.MUX);
        }
        lines.set(lines.indexOf(audio), lent.build());
        return description.toBuilder().withMedia(lines).build();
    }

    /**
     * The same, as an offer is to be answered: where the line that carries audio is taken, or is one that cannot be declined. Audio without
     * candidates has no way but that one: Chromium with {@code max-bundle} takes no answer that declines it.
     */
    static SessionDescription judged(Negotiation of, SessionDescription offer) {
        Optional<Media> carrier = of(offer).filter(line -> !PassedVideo.formats(line).isEmpty());
        LineTag before = of.tag;
        boolean stays = before != null && before.carried() && carrier.flatMap(Media::mid).filter(before.carrier()::equals).isPresent();
        boolean lone = offer.firstActive("audio").filter(line -> !line.candidates().isEmpty()).isEmpty();
        return carrier.isPresent() && (lone || stays || isWanted(of.passed, carrier.get())) ? lent(offer, carrier.get()) : offer;
    }

    /** Whether both sides of the call have something in common there. */
    static boolean isWanted(PassedVideo others, Media line) {
        return PassedVideo.formats(line).stream()
                .anyMatch(one -> others.formats().stream().anyMatch(other -> one.format().matches(other.format())));
    }

    /** Moves what our line of audio says of the way to that of video, which is there. */
    static void given(List<Media> lines, int video) {
        for (int i = 0; i < lines.size(); i++) {
            Media audio = lines.get(i);
            if (audio.isAudio() && !audio.isDeclined()) {
                lines.set(video, lines.get(video).toBuilder().withAttributes(way(audio)).build());
                lines.set(i, without(audio.toBuilder()).build());
            }
        }
    }

    /** Where the other side of the call has no video, a line of ours that carries audio stays in offers, and nothing is sent in it. @return whether it does */
    static boolean idled(Draft draft, List<Media> lines) {
        LineTag tag = draft.tag;
        if (tag == null || !tag.carried() || !draft.passed.isNone()) {
            return false;
        }
        int slot = slot(tag, lines);
        Media old = draft.exchange.agreement().orElseThrow().local().media().get(slot);
        lines.set(slot, without(old.toBuilder().withPort(draft.told.rtpPort())).withoutAttribute(Extmap.NAME)
                .withDirection(Direction.INACTIVE).build());
        draft.bundle(tag.carrier());
        given(lines, slot);
        return true;
    }

    /** Where the line that carries audio is among ours. */
    static int slot(LineTag tag, List<Media> lines) {
        int slot = 0;
        while (!lines.get(slot).mid().filter(tag.carrier()::equals).isPresent()) {
            slot++;
        }
        return slot;
    }

    private static List<Attribute> way(Media line) {
        return line.attributes().list().stream().filter(one -> WAY.contains(one.name())).toList();
    }

    private static Media.Builder without(Media.Builder line) {
        WAY.forEach(line::withoutAttribute);
        return line;
    }
}
