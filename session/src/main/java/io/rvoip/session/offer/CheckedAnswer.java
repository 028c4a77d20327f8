package io.rvoip.session.offer;

import io.rvoip.ice.IceRole;
import io.rvoip.media.LocalIce;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.mikey.MikeyBundle;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer, held against the offer it answers and nothing else (RFC 3264 §6, §7). */
sealed interface CheckedAnswer {
    /**
     * The answer fits.
     *
     * @param audio null when the far end declined audio
     * @param bundle what both sides share, where the keys come from MIKEY
     */
    record Fits(@Nullable NegotiatedAudio audio, @Nullable MikeyBundle bundle) implements CheckedAnswer {}

    /** The answer cannot be used. */
    record Unusable(Refusal why) implements CheckedAnswer {}

    static CheckedAnswer of(
            SessionDescription offer, SessionDescription answer, AudioCapabilities can, LocalAudio own, OwnKeys keys,
            @Nullable LocalIce ice, @Nullable DtlsParameters inForce) {
        Optional<Refusal> shape = shape(offer.media(), answer.media());
        if (shape.isPresent()) {
            return new Unusable(shape.get());
        }
        for (int i = 0; i < offer.media().size(); i++) {
            Media offered = offer.media().get(i);
            Media answered = answer.media().get(i);
            if (offered.isAudio() && !offered.isDeclined() && !answered.isDeclined()) {
                return new Line(offer, offered, answer, answered, can, own, keys, ice, inForce).check();
            }
        }
        return new Fits(null, null);
    }

    /** The same lines in the same order, none revived. */
    private static Optional<Refusal> shape(List<Media> offered, List<Media> answered) {
        if (answered.size() != offered.size()) {
            return refusal(Refusal.MISCELLANEOUS, answered.size() + " media lines in answer to " + offered.size());
        }
        for (int i = 0; i < offered.size(); i++) {
            Media ours = offered.get(i);
            Media theirs = answered.get(i);
            if (!theirs.type().equals(ours.type())) {
                return refusal(Refusal.MISCELLANEOUS, theirs.type() + " in answer to " + ours.type() + " in line " + i);
            }
            if (VideoLines.isOff(ours) && !theirs.isDeclined()) {
                return refusal(Refusal.MISCELLANEOUS, "a port for media line " + i + ", which was not offered");
            }
            if (!theirs.isDeclined() && !theirs.protocol().equals(ours.protocol())) {
                return refusal(
                        Refusal.INCOMPATIBLE_TRANSPORT, theirs.protocol() + " in answer to " + ours.protocol());
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(int warning, String text) {
        return Optional.of(Refusal.notAcceptable(warning, text));
    }

    /** The one line both sides use. */
    record Line(
            SessionDescription offer,
            Media offered,
            SessionDescription answer,
            Media answered,
            AudioCapabilities can,
            LocalAudio own,
            OwnKeys keys,
            @Nullable LocalIce ice,
            @Nullable DtlsParameters inForce) {

        CheckedAnswer check() {
            Direction asked = offer.directionOf(offered);
            Direction given = answer.directionOf(answered);
            if (given != given.and(asked.reversed())) {
                return refused(
                        Refusal.MISCELLANEOUS, given.attributeName() + " in answer to " + asked.attributeName());
            }
            Map<Integer, AudioFormat> receivable = receivable();
            if (receivable.isEmpty()) {
                return refused(Refusal.INCOMPATIBLE_FORMAT, "none of the offered codecs, but " + answered.formats());
            }
            boolean mux = offered.rtcpMux() && answered.rtcpMux();
            IceLine found = ice == null ? null : IceLine.of(answer, answered).orElse(null);
            if (ice != null && found == null && DefaultCandidate.takesIce(offer, offered)) {
                return refused(Refusal.INCOMPATIBLE_ADDRESS, "no ICE in the answer, without which we are not reached: our address is not told");
            }
            RemoteAddress address = found == null
                    ? RemoteAddress.of(answer, answered, own.address(), mux)
                    : RemoteAddress.byIce(answer, answered, own.address(), mux);
            if (!(address instanceof RemoteAddress.Usable usable)) {
                return new Unusable(((RemoteAddress.Unusable) address).why());
            }
            AnsweredKeys agreed = AnsweredKeys.of(offered, answer, answered, keys);
            if (agreed.why() != null) {
                return refused(Refusal.INCOMPATIBLE_TRANSPORT, agreed.why());
            }
            return new Fits(agreed(usable, mux, receivable, given.reversed(), agreed, found), agreed.bundle());
        }

        private NegotiatedAudio agreed(
                RemoteAddress.Usable address, boolean mux, Map<Integer, AudioFormat> receivable, Direction ours,
                AnsweredKeys agreed, @Nullable IceLine found) {
            var first = receivable.entrySet().iterator().next();
            AudioFormat format = first.getValue();
            AudioFormat event = AudioLine.event(format.clockRate());
            int eventOut = OfferedLine.number(answeredMaps(), event);
            int eventIn = OfferedLine.number(offered.rtpMaps(), event);
            boolean events = eventOut != NegotiatedAudio.NONE && eventIn != NegotiatedAudio.NONE;
            return new NegotiatedAudio(
                    address.rtp(),
                    address.rtcp(),
                    mux,
                    format,
                    OfferedLine.number(answeredMaps(), format),
                    first.getKey(),
                    receivable,
                    events ? eventOut : NegotiatedAudio.NONE,
                    events ? eventIn : NegotiatedAudio.NONE,
                    ours,
                    PacketTime.choose(answered, can.packetTimes()),
                    agreed.keys(),
                    association(agreed.dtls(), found == null ? address.rtp() : RemoteAddress.NOWHERE),
                    agreed.zrtp(),
                    ExtendedReports.asked(answer, answered),
                    found == null ? null : found.agreed(mux, IceRole.CONTROLLING),
                    RepairLines.agreed(can.repair(), offered, answered, format),
                    HeadLines.agreed(can, offer.media(), offered, answer, answered));
        }

        private @Nullable DtlsParameters association(@Nullable DtlsLine theirs, InetSocketAddress at) {
            OwnDtls ours = keys.dtls();
            return theirs == null || ours == null ? null
                    : ours.agreed(theirs.setup().reversed(DtlsSetup.ACTIVE), theirs, at, inForce);
        }

        /** Our numbers of the codecs in both, in the answer's order: the far end may send any of them (§7). */
        private Map<Integer, AudioFormat> receivable() {
            Map<Integer, AudioFormat> both = new LinkedHashMap<>();
            for (RtpMap theirs : answeredMaps()) {
                for (RtpMap ours : offered.rtpMaps()) {
                    if (theirs.sameFormat(ours) && !AudioLine.isEvent(ours) && !RepairLines.isRepair(ours)) {
                        both.putIfAbsent(
                                ours.payloadType(),
                                new AudioFormat(ours.encoding(), ours.clockRate(), ours.channels()));
                    }
                }
            }
            return both;
        }

        /** A number without an rtpmap of its own means what the offer said. */
        private List<RtpMap> answeredMaps() {
            return answered.payloadTypes().stream()
                    .flatMap(pt -> answered.rtpMap(pt).or(() -> offered.rtpMap(pt)).stream())
                    .toList();
        }

        private static CheckedAnswer refused(int warning, String text) {
            return new Unusable(Refusal.notAcceptable(warning, text));
        }
    }
}
