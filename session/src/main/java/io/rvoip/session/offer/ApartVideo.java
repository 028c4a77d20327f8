package io.rvoip.session.offer;

import io.rvoip.media.VideoWay;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.sip.sdp.Connection;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtcpAddress;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines of video for far ends without BUNDLE: on ports of their own, over the profile of the audio line, with keys of their own
 * where that names keys (RFC 4568), in the clear where that is, as a further stream of its exchange where that is by ZRTP (RFC 6189
 * section 4.4.3). Where audio gets its keys by DTLS, or from MIKEY, video is declined: it has no exchange of its own. Feedback is what the lines say in any profile, since phones name it in RTP/AVP too.
 */
final class ApartVideo {
    private static final String BUNDLE = "BUNDLE";

    private ApartVideo() {}

    /** Whether our line is one of these, and not of a group. */
    static boolean isOn(SessionDescription description, Media line) {
        String mid = line.mid().orElse("");
        return line.type().equals(VideoLines.VIDEO) && !line.isDeclined() && !VideoLines.isForBrowsers(line.protocol())
                && description.groups().stream().noneMatch(group -> group.semantics().equals(BUNDLE) && group.mids().contains(mid));
    }

    /** Whether the next offer would have such a line. */
    static boolean wanted(Negotiation of) {
        boolean otherwise = of.audio != null && of.audio.dtls() != null;
        return of.ice == null && !of.passed.isNone() && !otherwise && !VideoLines.isForBrowsers(of.protocol);
    }

    /** Whether an offer has such a line, of which something may be taken. */
    static boolean wanted(Negotiation of, SessionDescription offer) {
        int slot = VideoLines.place(offer);
        return slot >= 0 && !of.passed.isNone() && isOn(offer, offer.media().get(slot))
                && new PassedVideo(PassedVideo.formats(offer.media().get(slot)), of.passed.direction()).formats().stream()
                        .anyMatch(one -> of.passed.formats().stream().anyMatch(other -> other.format().matches(one.format())));
    }

    /** @return whether video is of this kind, be there a line or not */
    static boolean offered(Draft draft, List<Media> lines) {
        OwnVideo own = draft.apart;
        if (own == null || draft.ice != null || draft.passed.isNone()) {
            return false;
        }
        Optional<Media> audio = lines.stream().filter(line -> line.isAudio() && !line.isDeclined()).findFirst();
        boolean named = audio.filter(line -> line.hasAttribute(CryptoAttribute.NAME)).isPresent();
        boolean otherwise = audio.filter(line -> line.hasAttribute(CertificateFingerprint.NAME)
                || line.hasAttribute(KeyManagement.NAME) || line.hasAttribute(HelloHash.NAME)).isPresent();
        OwnZrtp zrtp = audio.isPresent() && audio.get().hasAttribute(HelloHash.NAME) && draft.keys.zrtp() != null ? own.keys().zrtp() : null;
        boolean exchanged = draft.audio != null && draft.audio.zrtp() != null;
        boolean mayBePlain = named || zrtp != null || !otherwise || draft.keys.use() != SrtpUse.REQUIRED && !exchanged;
        List<CryptoAttribute> keys = named ? insisting(own).offered(inUse(draft)) : List.of();
        if (audio.isEmpty() || VideoLines.isForBrowsers(draft.protocol) || named == keys.isEmpty() || !mayBePlain) {
            return true;
        }
        int slot = VideoLines.slot(lines);
        Media.Builder line = Media.builder(VideoLines.VIDEO, own.place().rtpPort(), draft.protocol);
        VideoLines.writeAll(draft, line, lines);
        keys.forEach(key -> line.withAttribute(CryptoAttribute.NAME, key.write()));
        boolean passes = keys.isEmpty() && audio.get().hasAttribute(HelloHash.NAME) && AudioLine.isPlain(draft.protocol);
        line.withAttributes(zrtp != null ? zrtp.lines() : passes ? draft.hello.videoLines() : List.of());
        VideoLines.finish(line, VideoLines.Said.ours(List.of()));
        finish(own.place(), draft.capabilities.rtcpMux(), line);
        VideoLines.put(line.withDirection(VideoLines.held(draft, draft.passed.direction())).build(), slot, lines);
        return true;
    }

    /** The key in use stays in use. */
    private static @Nullable SrtpMasterKey inUse(Draft draft) {
        VideoWay way = draft.video == null ? null : draft.video.way();
        SrtpKeys keys = way == null ? null : way.keys();
        return keys == null ? null : keys.sending();
    }

    private static OwnKeys insisting(OwnVideo own) {
        return OwnKeys.of(SrtpUse.REQUIRED, own.keys().keys());
    }

    private static void finish(LocalAudio place, boolean mux, Media.Builder line) {
        if (mux) {
            line.withAttribute(VideoLines.MUX);
        }
        if (!place.usualRtcp()) {
            line.withAttribute(new RtcpAddress(place.rtcpPort(), Connection.of(place.address())).toAttribute());
        }
    }

    /** @return whether video is of this kind, be it taken or declined */
    static boolean answered(
            Draft draft, @Nullable NegotiatedVideo inForce, SessionDescription offer, OfferedLine.Usable audio, List<Media> lines) {
        OwnVideo own = draft.apart;
        int slot = VideoLines.place(offer);
        if (own == null || slot < 0 || !isOn(offer, offer.media().get(slot))) {
            return false;
        }
        try (LineKeys keys = new LineKeys(offer.media().get(slot))) {
            return answered(draft, own, inForce, offer, audio, lines, slot, keys);
        }
    }

    private static boolean answered(Draft draft, OwnVideo own, @Nullable NegotiatedVideo inForce, SessionDescription offer,
            OfferedLine.Usable audio, List<Media> lines, int slot, LineKeys keys) {
        Media theirs = offer.media().get(slot);
        CryptoAttribute key = audio.crypto() == null ? null : keys.choose(own.keys()).orElse(null);
        boolean plain = audio.crypto() == null && AudioLine.isPlain(theirs.protocol());
        boolean mux = draft.capabilities.rtcpMux() && theirs.rtcpMux();
        ZrtpParameters zrtp = further(audio.zrtp(), own, theirs);
        boolean exchanged = audio.zrtp() != null || draft.audio != null && draft.audio.zrtp() != null;
        boolean otherwise = audio.dtls() != null || audio.mikey() != null || audio.ice() != null
                || exchanged && (zrtp == null || speaksAnew(inForce, zrtp));
        boolean known = AudioLine.isPlain(theirs.protocol()) || AudioLine.SECURE.contains(theirs.protocol());
        if (otherwise || !known || key == null && !plain
                || !(RemoteAddress.of(offer, theirs, own.place().address(), mux) instanceof RemoteAddress.Usable address)) {
            return true;
        }
        Media.Builder line = Media.builder(VideoLines.VIDEO, own.place().rtpPort(), theirs.protocol());
        NegotiatedVideo taken = VideoLines.take(draft, offer, theirs, line, lines);
        if (taken == null) {
            return true;
        }
        CryptoAttribute ours = key == null ? null
                : new CryptoAttribute(key.tag(), own.keys().of(key.key().suite()).orElseThrow());
        if (ours != null) {
            line.withAttribute(CryptoAttribute.NAME, ours.write());
        }
        OwnZrtp greeting = zrtp == null ? null : own.keys().zrtp();
        line.withAttributes(greeting != null ? greeting.lines() : ours == null && !exchanged ? draft.hello.videoLines() : List.of());
        finish(own.place(), mux, line);
        line.withAttributes(LineTag.kept(theirs)).withDirection(taken.direction());
        lines.set(slot, line.build());
        draft.video = taken.over(new VideoWay(address.rtp(), address.rtcp(),
                ours == null ? null : AnsweredKeys.agreed(ours.key(), keys.taken(key)), zrtp, null));
        return true;
    }

    /** What an answer leaves of our line; null: nothing, or less protection than audio has. */
    static @Nullable NegotiatedVideo agreed(Draft draft, SessionDescription offer, Media ours, SessionDescription answer, Media theirs,
            NegotiatedAudio audio) {
        OwnVideo own = draft.apart;
        if (own == null || theirs.isDeclined()) {
            return null;
        }
        boolean mux = ours.rtcpMux() && theirs.rtcpMux();
        NegotiatedVideo common = VideoLines.common(offer, ours, answer, theirs);
        if (common == null || !(RemoteAddress.of(answer, theirs, own.place().address(), mux) instanceof RemoteAddress.Usable address)) {
            return null;
        }
        AnsweredKeys keys = AnsweredKeys.of(ours, answer, theirs, own.keys());
        SrtpKeys named = keys.keys();
        if (named != null && audio.zrtp() != null) {
            named.receiving().close();
            named = null;
        }
        ZrtpParameters zrtp = ours.hasAttribute(HelloHash.NAME) ? further(audio.zrtp(), own, theirs) : null;
        boolean exposed = audio.zrtp() == null ? audio.encrypted() && named == null : zrtp == null || speaksAnew(draft.video, zrtp);
        return keys.why() == null && !exposed ? common.over(new VideoWay(address.rtp(), address.rtcp(), named, zrtp, null)) : null;
    }

    /** What is agreed on about ZRTP; null: nothing. Who tells what its Hello is for audio tells it for video too. */
    private static @Nullable ZrtpParameters further(@Nullable ZrtpParameters audio, OwnVideo own, Media theirs) {
        OwnZrtp zrtp = own.keys().zrtp();
        boolean told = audio != null && (audio.hello().isEmpty() || OwnZrtp.hash(theirs).isPresent());
        return zrtp != null && told && AudioLine.isPlain(theirs.protocol()) ? zrtp.agreed(theirs, true) : null;
    }

    /** A stream is for as long as its line: whoever says another Hello on it is somebody else. */
    private static boolean speaksAnew(@Nullable NegotiatedVideo inForce, ZrtpParameters wanted) {
        ZrtpParameters before = inForce == null || inForce.way() == null ? null : inForce.way().zrtp();
        return before != null && before.hello().isPresent() && wanted.hello().isPresent() && !before.hello().equals(wanted.hello());
    }
}
