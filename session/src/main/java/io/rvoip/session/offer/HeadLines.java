package io.rvoip.session.offer;

import io.rvoip.rtp.srtp.HeaderProtection;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;

/**
 * What lines say about the heads of packets: {@code a=cryptex} (RFC 9335 section 4), by which each side says that it can read them,
 * and which header extensions are encrypted by themselves (RFC 6904 section 4). Both may be agreed on; no packet has both.
 */
final class HeadLines {
    private static final String CRYPTEX = "cryptex";

    private HeadLines() {}

    /** What our offer says, if its line can come to be encrypted. */
    static List<Attribute> offered(AudioCapabilities can, AudioLine.Profile profile) {
        boolean keyed = !AudioLine.isPlain(profile.protocol()) || !profile.crypto().isEmpty();
        return can.cryptex() == Cryptex.OFF || !keyed ? List.of() : List.of(Attribute.of(CRYPTEX, ""));
    }

    /** What our answer says, to a line that will be encrypted. */
    static List<Attribute> answered(AudioCapabilities can, SessionDescription offer, OfferedLine.Usable chosen) {
        boolean keyed = chosen.crypto() != null || chosen.dtls() != null || chosen.mikey() != null;
        return keyed && can.cryptex() != Cryptex.OFF && isSaid(offer, chosen.line()) ? List.of(Attribute.of(CRYPTEX, "")) : List.of();
    }

    /** What a line says that shares the port of our audio: the same as that, for all of a group or none (RFC 9335 section 4). */
    static List<Attribute> bundled(List<Media> lines) {
        boolean said = lines.stream().anyMatch(line -> line.isAudio() && !line.isDeclined() && line.attributes().has(CRYPTEX));
        return said ? List.of(Attribute.of(CRYPTEX, "")) : List.of();
    }

    /**
     * What comes of both lines, and of those that share their port; who requires cryptex does so of those who do not know it, too.
     *
     * @param lines all of ours
     */
    static HeaderProtection agreed(AudioCapabilities can, List<Media> lines, Media ours, SessionDescription description, Media theirs) {
        boolean both = ours.attributes().has(CRYPTEX) && isSaid(description, theirs);
        Cryptex cryptex = both || can.cryptex() == Cryptex.REQUIRED ? can.cryptex() : Cryptex.OFF;
        return new HeaderProtection(cryptex, Extmap.encrypted(lines, description.media()));
    }

    private static boolean isSaid(SessionDescription description, Media line) {
        return line.attributes().has(CRYPTEX) || description.attributes().has(CRYPTEX);
    }
}
