package io.rvoip.session.offer;

import io.rvoip.media.LocalIce;
import io.rvoip.rtp.mikey.MikeyOutcome;
import io.rvoip.rtp.mikey.MikeyProblem;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What we can do with one line of an offer. */
sealed interface OfferedLine {
    /**
     * A line we can accept.
     *
     * @param line as offered
     * @param address where it wants its packets
     * @param format the codec, in our spelling
     * @param codec the same as the offer numbers it
     * @param event telephone-event at the codec's clock as the offer numbers it, or {@link NegotiatedAudio#NONE}
     * @param mux RTP and RTCP on one port
     * @param packetTime of what we send
     * @param crypto what the far end encrypts with, where that is in the line
     * @param dtls what the line says about DTLS, where that is taken
     * @param mikey what came of its exchange, where that is taken
     * @param zrtp what is agreed on about ZRTP, where that is taken; with none of the four it is plain RTP
     * @param ice what it says about ICE, where that is taken
     */
    record Usable(
            Media line,
            RemoteAddress.Usable address,
            AudioFormat format,
            int codec,
            int event,
            boolean mux,
            Duration packetTime,
            @Nullable CryptoAttribute crypto,
            @Nullable DtlsLine dtls,
            MikeyOutcome.@Nullable Agreed mikey,
            @Nullable ZrtpParameters zrtp,
            @Nullable IceLine ice)
            implements OfferedLine {
        /** Where the far end is, as far as an association is named by it: with ICE it is wherever it is found. */
        InetSocketAddress place() {
            return ice == null ? address.rtp() : RemoteAddress.NOWHERE;
        }
    }

    /** A line to decline. */
    record Unusable(Refusal why) implements OfferedLine {}

    /**
     * Judges a line that the offerer did not decline.
     *
     * @param ice our part of it; null: it is not taken
     */
    static OfferedLine judge(
            SessionDescription offer, Media line, AudioCapabilities can, LocalAudio local, OwnKeys own,
            @Nullable LocalIce ice) {
        if (!line.isAudio()) {
            return unusable(Refusal.MEDIA_NOT_AVAILABLE, "no media of type " + line.type());
        }
        try (LineKeys lines = new LineKeys(line)) {
            return judge(offer, line, can, local, own, ice, lines);
        }
    }

    private static OfferedLine judge(
            SessionDescription offer, Media line, AudioCapabilities can, LocalAudio local, OwnKeys own,
            @Nullable LocalIce ice, LineKeys lines) {
        DtlsLine dtls = DtlsLine.of(offer, line);
        boolean overDtls = own.dtls() != null && dtls.usable();
        Optional<CryptoAttribute> crypto = overDtls || isOverDtls(line) ? Optional.empty() : lines.choose(own);
        KeyManagement managed = KeyManagement.of(offer, line);
        OwnMikey mikey = own.mikey();
        boolean otherwise = overDtls || crypto.isPresent();
        boolean overMikey = mikey != null && managed.message().length() > 0 && !(otherwise && mikey.yielding());
        boolean keyed = otherwise || overMikey;
        ZrtpParameters zrtp = keyed ? null : own.exchange(line);
        Optional<Refusal> transport = keyed || zrtp != null
                ? noTransport(line, own, overMikey) : noPlain(line, own, dtls, managed, lines.why());
        if (transport.isPresent()) {
            return new Unusable(transport.get());
        }
        Optional<AudioFormat> format = choose(line.rtpMaps(), can);
        if (format.isEmpty()) {
            return unusable(Refusal.INCOMPATIBLE_FORMAT, "none of the codecs " + can.formats());
        }
        IceLine found = ice == null ? null : IceLine.of(offer, line).orElse(null);
        boolean mux = (found != null || can.rtcpMux()) && line.rtcpMux();
        RemoteAddress address = found == null
                ? RemoteAddress.of(offer, line, local.address(), mux)
                : RemoteAddress.byIce(offer, line, local.address(), mux);
        if (!(address instanceof RemoteAddress.Usable usable)) {
            return new Unusable(((RemoteAddress.Unusable) address).why());
        }
        MikeyOutcome exchange = overMikey ? mikey.answer(managed) : null;
        if (exchange instanceof MikeyOutcome.Refused refused && !(otherwise && refused.problem().error().lacking())) {
            return new Unusable(refusal(refused.problem()));
        }
        MikeyOutcome.Agreed exchanged = exchange instanceof MikeyOutcome.Agreed agreed ? agreed : null;
        List<RtpMap> maps = line.rtpMaps();
        int event = can.events() ? number(maps, AudioLine.event(format.get().clockRate())) : NegotiatedAudio.NONE;
        return new Usable(
                line,
                usable,
                format.get(),
                number(maps, format.get()),
                event,
                mux,
                PacketTime.choose(line, can.packetTimes()),
                exchanged == null ? crypto.map(lines::taken).orElse(null) : null,
                exchanged == null && overDtls ? dtls : null,
                exchanged,
                zrtp,
                found);
    }

    /** At least this warning, says RFC 4567 section 4.1.2. */
    static Refusal refusal(MikeyProblem problem) {
        return Refusal.notAcceptable(Refusal.ATTRIBUTE_NOT_UNDERSTOOD, "MIKEY: " + problem.text());
    }

    private static boolean isOverDtls(Media line) {
        return AudioLine.OVER_DTLS.contains(line.protocol());
    }

    /** @param overMikey which goes with any of them, so that an offer may leave the choice */
    private static Optional<Refusal> noTransport(Media line, OwnKeys own, boolean overMikey) {
        boolean known = AudioLine.isPlain(line.protocol())
                || own.use() != SrtpUse.OFF && AudioLine.SECURE.contains(line.protocol())
                || (own.dtls() != null || overMikey) && isOverDtls(line);
        return known ? Optional.empty() : refusal("no media over " + line.protocol());
    }

    /** Why a line without keys for us is not taken as it is. */
    private static Optional<Refusal> noPlain(Media line, OwnKeys own, DtlsLine dtls, KeyManagement managed, String noKeys) {
        Optional<Refusal> unknown = noTransport(line, own, false);
        if (unknown.isPresent()) {
            return unknown;
        }
        if (!AudioLine.isPlain(line.protocol())) {
            String other = own.mikey() != null && own.dtls() == null ? managed.why() : dtls.why();
            String why = own.keys().isEmpty() || isOverDtls(line) ? other : noKeys;
            return refusal("no usable key for " + line.protocol() + ": " + why);
        }
        return own.use() == SrtpUse.REQUIRED
                ? refusal("plain RTP is refused, SRTP is required: "
                        + (own.mikey() == null ? noKeys : managed.why()))
                : Optional.empty();
    }

    private static Optional<Refusal> refusal(String text) {
        return Optional.of(Refusal.notAcceptable(Refusal.INCOMPATIBLE_TRANSPORT, text));
    }

    private static Optional<AudioFormat> choose(List<RtpMap> offered, AudioCapabilities can) {
        return switch (can.order()) {
            case OFFERER -> offered.stream().flatMap(m -> ours(m, can).stream()).findFirst();
            case OURS -> can.formats().stream()
                    .filter(f -> offered.stream().anyMatch(f::matches))
                    .findFirst();
        };
    }

    private static Optional<AudioFormat> ours(RtpMap map, AudioCapabilities can) {
        return can.formats().stream().filter(f -> f.matches(map)).findFirst();
    }

    /** The first number of a format, or {@link NegotiatedAudio#NONE}. */
    static int number(List<RtpMap> maps, AudioFormat format) {
        return maps.stream()
                .filter(format::matches)
                .mapToInt(RtpMap::payloadType)
                .findFirst()
                .orElse(NegotiatedAudio.NONE);
    }

    private static OfferedLine unusable(int warning, String text) {
        return new Unusable(Refusal.notAcceptable(warning, text));
    }
}
