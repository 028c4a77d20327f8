package io.rvoip.session.offer;

import io.rvoip.media.IceParameters;
import io.rvoip.media.LocalIce;
import io.rvoip.rtp.RepairUse;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.dtls.DtlsSetup;
import io.rvoip.rtp.mikey.MikeyBundle;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.Origin;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A negotiation in the making. */
final class Draft {
    AudioCapabilities capabilities;
    LocalAudio local;
    /** Where this description says that we are. */
    LocalAudio told;
    final Origin origin;
    OwnKeys keys;
    String protocol;
    @Nullable LocalIce ice;
    @Nullable LineTag tag;
    List<Attribute> shared = List.of();
    boolean held;
    OfferAnswer exchange = OfferAnswer.NONE;
    PayloadTypes numbers = PayloadTypes.NONE;
    @Nullable SessionDescription lastSent;
    @Nullable NegotiatedAudio audio;
    PassedVideo passed = PassedVideo.NONE;
    PassedHello hello = PassedHello.NONE;
    @Nullable OwnVideo apart;
    @Nullable NegotiatedVideo video;
    @Nullable Negotiation before;

    Draft(AudioCapabilities capabilities, LocalAudio local, Origin origin, OwnKeys keys) {
        this.capabilities = capabilities;
        this.local = local;
        told = local;
        this.origin = origin;
        this.keys = keys;
        protocol = keys.protocol();
    }

    Draft(Negotiation from) {
        this(from.capabilities, from.local, from.origin, from.keys);
        protocol = from.protocol;
        ice = from.ice;
        tag = from.tag;
        held = from.held;
        exchange = from.exchange;
        numbers = from.numbers;
        lastSent = from.lastSent;
        audio = from.audio;
        passed = from.passed;
        hello = from.hello;
        apart = from.apart;
        video = from.video;
        before = from.before;
    }

    /** What is in force is offered again; before, whatever may be. Keys of MIKEY are for nobody else to read. */
    AudioLine.Profile offered(@Nullable DtlsParameters association, @Nullable SrtpMasterKey key) {
        OwnMikey mikey = keys.mikey();
        boolean managed = mikey != null && mikey.inForce() != null;
        if (mikey != null && (managed || association == null && key == null && keys.offersMikey())) {
            OwnMikey offering = mikey.offering();
            keys = keys.with(offering);
            return new AudioLine.Profile(protocol, managed ? List.of() : keys.offered(null), beside(offering, managed));
        }
        OwnZrtp zrtp = keys.zrtp();
        boolean greeting = zrtp != null && (audio == null ? keys.offersZrtp(protocol) : audio.zrtp() != null);
        List<Attribute> exchanges = new ArrayList<>(zrtp == null || !greeting ? List.of() : zrtp.lines());
        if (audio != null && audio.zrtp() != null) {
            return new AudioLine.Profile(protocol, List.of(), exchanges);
        }
        OwnDtls dtls = keys.dtls();
        if (dtls != null && (association != null || key == null && keys.offersDtls(protocol))) {
            List<CryptoAttribute> named = association == null ? keys.offered(null) : List.of();
            exchanges.addAll(dtls.lines(DtlsSetup.ACTPASS, true));
            return new AudioLine.Profile(protocol, named, exchanges);
        }
        List<CryptoAttribute> named = keys.offered(key);
        return new AudioLine.Profile(protocol, named, exchanges.isEmpty() && named.isEmpty() ? passed(protocol) : exchanges);
    }

    /** Nearly nobody speaks MIKEY: a first offer leaves the choice where it may. */
    private List<Attribute> beside(OwnMikey offering, boolean managed) {
        List<Attribute> lines = new ArrayList<>(offering.lines());
        OwnDtls dtls = keys.dtls();
        if (dtls != null && !managed && keys.offersDtls(protocol)) {
            lines.addAll(dtls.lines(DtlsSetup.ACTPASS, true));
        }
        return lines;
    }

    /** From now on with what MIKEY has agreed on, where it has. */
    void share(@Nullable MikeyBundle bundle) {
        OwnMikey mikey = keys.mikey();
        if (bundle != null && mikey != null) {
            keys = keys.with(mikey.sharing(bundle));
        }
    }

    /** What is encrypted stays so: from now on nothing else is offered or taken. */
    void agreedOn(@Nullable NegotiatedAudio agreed) {
        audio = agreed;
        if (agreed != null && agreed.encrypted()) {
            keys = keys.settled(agreed);
        }
    }

    /** The association that a line of an offer asks for: the one in force, or another one under another name. */
    @Nullable DtlsParameters associate(OfferedLine.Usable chosen) {
        OwnDtls own = keys.dtls();
        DtlsLine theirs = chosen.dtls();
        if (own == null || theirs == null) {
            return null;
        }
        InetSocketAddress at = chosen.place();
        DtlsParameters inForce = audio == null ? null : audio.dtls();
        DtlsParameters wanted = own.agreed(own.answering(theirs, at, inForce), theirs, at, inForce);
        if (inForce == null || wanted.equals(inForce)) {
            return wanted;
        }
        OwnDtls next = own.next();
        keys = keys.with(next);
        return next.agreed(next.answering(theirs, at, null), theirs, at, null);
    }

    /** What is taken of ZRTP, or of DTLS; that is named where the offerer does, and nowhere else (RFC 8842 §5.3). */
    List<Attribute> exchangesAnswer(OfferedLine.Usable chosen, @Nullable DtlsParameters association) {
        OwnDtls own = keys.dtls();
        OwnZrtp zrtp = keys.zrtp();
        if (zrtp != null && chosen.zrtp() != null) {
            return zrtp.lines();
        }
        DtlsLine theirs = chosen.dtls();
        if (own == null || theirs == null || association == null) {
            return chosen.crypto() == null ? passed(chosen.line().protocol()) : List.of();
        }
        return own.lines(association.part(), !theirs.tlsId().isEmpty());
    }

    /** What a line without keys says for somebody behind us. */
    private List<Attribute> passed(String over) {
        return AudioLine.isPlain(over) ? hello.lines() : List.of();
    }

    /** An offer with ICE is one that browsers take, over DTLS in their one profile (RFC 8829 §5.1.2). */
    AudioLine.Profile offering(AudioLine.Profile usual) {
        LocalIce ours = ice;
        if (ours != null && tag == null) {
            tag = LineTag.OURS;
        }
        List<Attribute> lines = new ArrayList<>(tagged());
        AudioLine.Profile profile = usual;
        if (ours != null) {
            lines.addAll(IceLine.lines(ours, false, true));
            told = DefaultCandidate.of(local, ours, false);
            shared = joined(shared, IceLine.sessionLines(ours));
        }
        boolean first = exchange.agreement().isEmpty();
        boolean forBrowsers = ours != null && usual.protocol().equals(AudioLine.OVER_DTLS.get(0));
        if (first && (forBrowsers || capabilities.repair().feedback() == RepairUse.OFFERED)) {
            profile = new AudioLine.Profile(RepairLines.withFeedback(usual.protocol()), usual.crypto(), usual.more());
        }
        protocol = profile.protocol();
        return profile.with(lines);
    }

    /** What our line says in answer to another beside its codecs and keys. */
    List<Attribute> answering(SessionDescription offer, OfferedLine.Usable chosen) {
        tag = LineTag.of(offer, chosen.line());
        List<Attribute> lines = new ArrayList<>(tagged());
        if (ice != null && chosen.ice() != null) {
            LocalIce ours = searchesOn(chosen.ice()) ? RemoteCandidates.answering(ice, chosen.line(), chosen.mux()) : ice;
            ice = ours;
            lines.addAll(IceLine.lines(ours, chosen.mux(), false));
            told = DefaultCandidate.of(local, ours, chosen.mux());
            shared = joined(shared, IceLine.sessionLines(ours));
        }
        return lines;
    }

    /** Whether an offer goes on with the search that is in force. */
    private boolean searchesOn(IceLine theirs) {
        IceParameters inForce = audio == null ? null : audio.ice();
        return inForce != null && inForce.remote().equals(theirs.credentials());
    }

    List<Attribute> tagged() {
        LineTag ours = tag;
        if (ours == null) {
            return List.of();
        }
        shared = ours.sessionLines();
        return List.of(ours.line());
    }

    /** Another line goes the way of ours: it is in the group too, behind it. */
    void bundle(String mid) {
        LineTag ours = tag;
        if (ours != null) {
            List<Attribute> group = ours.sessionLines();
            shared = shared.stream().map(line -> group.contains(line) ? ours.sessionLine(mid) : line).toList();
        }
    }

    private static List<Attribute> joined(List<Attribute> one, List<Attribute> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    Negotiation done() {
        return new Negotiation(this);
    }

    /** The description of these lines, a version later unless it is the last one again. */
    SessionDescription say(List<Media> lines) {
        if (origin.isAnonymous() && lines.stream().allMatch(Media::isDeclined)) {
            told = local.nowhere();
        }
        SessionDescription last = lastSent;
        SessionDescription said;
        if (last == null) {
            said = AudioLine.describe(origin, told, shared, lines);
        } else {
            SessionDescription same = AudioLine.describe(last.origin(), told, shared, lines);
            said = same.equals(last) ? last : AudioLine.describe(last.origin().next(), told, shared, lines);
        }
        lastSent = said;
        return said;
    }

    /** All our codecs, the one in use first, then a telephone-event for each clock. */
    List<RtpMap> ownMaps() {
        List<AudioFormat> formats = new ArrayList<>(capabilities.formats());
        NegotiatedAudio used = audio;
        if (used != null && formats.remove(used.format())) {
            formats.add(0, used.format());
        }
        if (capabilities.events()) {
            IntStream clocks = formats.stream().mapToInt(AudioFormat::clockRate).distinct();
            formats.addAll(clocks.mapToObj(AudioLine::event).toList());
        }
        List<RtpMap> maps = new ArrayList<>();
        for (AudioFormat format : formats) {
            numbers = numbers.with(format, UsualPayloadTypes.of(format));
            maps.add(format.as(numbers.of(format)));
        }
        return maps;
    }

    /** Our number for what is no codec: the one it has, else a free one. */
    int number(AudioFormat format) {
        numbers = numbers.with(format, UsualPayloadTypes.of(format));
        return numbers.of(format);
    }

    /** The same, the offerer's if it is free. */
    int number(AudioFormat format, int offered) {
        numbers = numbers.following(format, offered);
        return numbers.of(format);
    }

    /** Our number for a format, the offerer's if it is free (§6.1); appended to {@code maps}. */
    int follow(AudioFormat format, int offered, List<RtpMap> maps) {
        int number = number(format, offered);
        maps.add(format.as(number));
        return number;
    }
}
