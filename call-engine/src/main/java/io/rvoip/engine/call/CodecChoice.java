package io.rvoip.engine.call;

import io.rvoip.media.MediaBridge;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.rtp.dtls.CertificateFingerprint;
import io.rvoip.rtp.mikey.MikeyTerms;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.zrtp.HelloHash;
import io.rvoip.session.SdpBody;
import io.rvoip.session.offer.AudioFormat;
import io.rvoip.session.offer.PassedHello;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which codecs the two sides of an anchored call may use, so that they can be joined: the same one, or the two laws of
 * G.711. Phones are offered the caller's codecs in the caller's order, so that nothing has to be transcoded where
 * nothing must be. Immutable and thread-safe.
 */
public final class CodecChoice {
    private static final List<String> KEYS = List.of(CryptoAttribute.NAME, CertificateFingerprint.NAME, MikeyTerms.ATTRIBUTE);

    private final List<AudioCodec> ours;

    /** @param ours best first */
    public CodecChoice(List<AudioCodec> ours) {
        this.ours = List.copyOf(ours);
    }

    /** Those of ours that an offer names for its first live audio, in its order; empty when there is none. */
    List<AudioCodec> in(SdpBody offer) {
        List<AudioCodec> found = new ArrayList<>();
        for (RtpMap map : audio(offer).map(Media::rtpMaps).orElse(List.of())) {
            ours.stream()
                    .filter(codec -> format(codec).matches(map) && !found.contains(codec))
                    .forEach(found::add);
        }
        return found;
    }

    /** Whether an offer brings keys for that audio: then the phones are offered some too. */
    boolean keyed(SdpBody offer) {
        return audio(offer).filter(line -> KEYS.stream().anyMatch(line::hasAttribute)).isPresent();
    }

    /** Whether a description says of that audio that its writer would agree on keys by ZRTP, and in no other way. */
    boolean speaksZrtp(SdpBody description) {
        return audio(description).filter(line -> line.hasAttribute(HelloHash.NAME)).isPresent() && !keyed(description);
    }

    /** What an offer says of its writer's Hello, where that has no other keys. */
    static PassedHello hello(SdpBody offer) {
        return SdpParser.parse(offer.bytes()) instanceof SdpResult.Parsed parsed ? PassedHello.of(parsed.value()) : PassedHello.NONE;
    }

    /** Whether one of these codecs is that of a phone, so that nothing has to be done to its media. */
    static boolean in(List<AudioCodec> caller, AudioFormat phone) {
        return caller.stream().anyMatch(codec -> format(codec).equals(phone));
    }

    /** The video that an offer asks for. */
    static PassedVideo video(SdpBody offer) {
        return SdpParser.parse(offer.bytes()) instanceof SdpResult.Parsed parsed ? PassedVideo.of(parsed.value()) : PassedVideo.NONE;
    }

    private static Optional<Media> audio(SdpBody offer) {
        return SdpParser.parse(offer.bytes()) instanceof SdpResult.Parsed parsed
                ? parsed.value().firstActive("audio").filter(Media::isRtp)
                : Optional.empty();
    }

    /** All of ours, for a caller who leaves the offer to us. */
    List<AudioCodec> all() {
        return ours;
    }

    /** Those of some codecs that may be used, in that order; all where nothing is said. @param names in any case */
    static List<AudioCodec> of(List<AudioCodec> some, List<String> names) {
        return names.isEmpty() ? some : names.stream()
                .flatMap(name -> some.stream().filter(codec -> codec.name().equalsIgnoreCase(name)))
                .distinct().toList();
    }

    /**
     * What to offer to a place: the caller's codecs first, then what can be joined with one of them.
     *
     * @param allowed there, best first; empty for all
     */
    List<String> towards(List<AudioCodec> caller, List<String> allowed) {
        List<AudioCodec> offered = new ArrayList<>(caller);
        ours.stream()
                .filter(codec -> !offered.contains(codec) && joinable(codec, caller))
                .forEach(offered::add);
        return names(of(offered, allowed));
    }

    /** What the caller may use with a phone that uses this: the same codec alone where they have it. */
    List<String> back(List<AudioCodec> caller, AudioFormat phone) {
        Optional<AudioCodec> same = caller.stream().filter(codec -> format(codec).equals(phone)).findFirst();
        return same.isPresent()
                ? names(List.of(same.get()))
                : names(caller.stream().filter(codec -> canJoin(format(codec), phone)).toList());
    }

    /** Whether two legs with these formats can be joined. */
    boolean canJoin(AudioFormat one, AudioFormat other) {
        Optional<AudioCodec> first = codec(one);
        Optional<AudioCodec> second = codec(other);
        return first.isPresent() && second.isPresent() && MediaBridge.canJoin(first.get(), second.get());
    }

    private static boolean joinable(AudioCodec codec, List<AudioCodec> others) {
        return others.stream().anyMatch(other -> MediaBridge.canJoin(other, codec));
    }

    private Optional<AudioCodec> codec(AudioFormat format) {
        return ours.stream().filter(codec -> format(codec).equals(format)).findFirst();
    }

    private static AudioFormat format(AudioCodec codec) {
        return new AudioFormat(codec.name(), codec.clockRate(), codec.channels());
    }

    private static List<String> names(List<AudioCodec> codecs) {
        return codecs.stream().map(codec -> format(codec).toString()).toList();
    }
}
