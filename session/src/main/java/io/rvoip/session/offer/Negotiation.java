package io.rvoip.session.offer;

import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceRole;
import io.rvoip.media.LocalIce;
import io.rvoip.rtp.dtls.DtlsParameters;
import io.rvoip.rtp.mikey.MikeyOutcome;
import io.rvoip.rtp.srtp.CryptoAttribute;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.zrtp.ZrtpParameters;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.Origin;
import io.rvoip.sip.sdp.RtpMap;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One side of the offer/answer exchanges of one call about one audio stream, and video beside it where the other side of the
 * call has some (RFC 3264, RFC 6337). Immutable: each move
 * gives the next negotiation, and what the far end gets wrong is a value. Moves out of turn throw
 * {@link OfferAnswerException}.
 *
 * <p>What is said in an offer or an answer is what this side wants, whatever it was forced to before (RFC 6337 §5.1):
 * all its codecs, and {@code sendonly} while it holds, else {@code sendrecv}. The version in {@code o=} grows by one
 * with each description that differs from the one sent before, answered or not, and never otherwise. Media lines keep
 * their places for the whole call (§8); lines we have no use for are declined.
 */
public final class Negotiation {
    final AudioCapabilities capabilities;
    final LocalAudio local;
    final Origin origin;
    final OwnKeys keys;
    final String protocol;
    final @Nullable LocalIce ice;
    final @Nullable LineTag tag;
    final boolean held;
    final OfferAnswer exchange;
    final PayloadTypes numbers;
    final @Nullable SessionDescription lastSent;
    final @Nullable NegotiatedAudio audio;
    final PassedVideo passed;
    final PassedHello hello;
    final @Nullable OwnVideo apart;
    final @Nullable NegotiatedVideo video;
    final @Nullable Negotiation before;

    Negotiation(Draft draft) {
        capabilities = draft.capabilities;
        local = draft.local;
        origin = draft.origin;
        keys = draft.keys;
        protocol = draft.protocol;
        ice = draft.ice;
        tag = draft.tag;
        held = draft.held;
        exchange = draft.exchange;
        numbers = draft.numbers;
        lastSent = draft.lastSent;
        audio = draft.audio;
        passed = draft.passed;
        hello = draft.hello;
        apart = draft.apart;
        video = draft.video;
        before = draft.before;
    }

    /**
     * Before the first offer of a call.
     *
     * @param sessionId random; two of its bits are dropped, so that it is a number for everyone (RFC 3264 §5)
     */
    public static Negotiation start(AudioCapabilities capabilities, LocalAudio local, long sessionId) {
        return start(capabilities, local, sessionId, OwnKeys.NONE);
    }

    /**
     * Before the first offer of a call that may be encrypted.
     *
     * @param keys ours, random, for this call alone
     */
    public static Negotiation start(AudioCapabilities capabilities, LocalAudio local, long sessionId, OwnKeys keys) {
        return start(capabilities, local, sessionId, keys, false);
    }

    /** The same. @param hidden whether {@code o=} tells no address, as candidates do not tell ours */
    public static Negotiation start(AudioCapabilities capabilities, LocalAudio local, long sessionId, OwnKeys keys, boolean hidden) {
        InetAddress address = hidden ? LocalAudio.anyOf(local.address()) : local.address();
        return new Draft(capabilities, local, Origin.of(sessionId >>> 2, address), keys).done();
    }

    /** Whose turn it is. */
    public OfferAnswer exchange() {
        return exchange;
    }

    /** What is in force; empty before the first agreement, and when audio was declined. */
    public Optional<NegotiatedAudio> audio() {
        return Optional.ofNullable(audio);
    }

    /** What is in force for video; empty where there is none. */
    public Optional<NegotiatedVideo> video() {
        return Optional.ofNullable(video);
    }

    /** The description we sent last, offer or answer, refused or not. */
    public Optional<SessionDescription> lastSent() {
        return Optional.ofNullable(lastSent);
    }

    /** Whether this side holds. */
    public boolean held() {
        return held;
    }

    /** What this side can do. */
    public AudioCapabilities capabilities() {
        return capabilities;
    }

    /** Holds or not, from the next description on; an open offer is not changed by it. */
    public Negotiation withHeld(boolean changed) {
        Draft draft = new Draft(this);
        draft.held = changed;
        draft.before = before == null ? null : before.withHeld(changed);
        return draft.done();
    }

    /** Other capabilities, from the next description on; an open offer is not changed by it. */
    public Negotiation withCapabilities(AudioCapabilities changed) {
        Draft draft = new Draft(this);
        draft.capabilities = changed;
        draft.before = before == null ? null : before.withCapabilities(changed);
        return draft.done();
    }

    /** What the other side of the call says of its video, for the descriptions to come; an open offer is not changed by it. */
    public Negotiation withVideo(PassedVideo others) {
        Draft draft = new Draft(this);
        draft.passed = others;
        draft.before = before == null ? null : before.withVideo(others);
        return draft.done();
    }

    /**
     * Ports of our own for video, and keys, for the descriptions to come where video is not in a BUNDLE group; an open offer is
     * not changed by it.
     *
     * @param ours null: there are none, and such video is neither offered nor taken
     */
    public Negotiation withOwnVideo(@Nullable OwnVideo ours) {
        Draft draft = new Draft(this);
        draft.apart = ours;
        draft.before = before == null ? null : before.withOwnVideo(ours);
        return draft.done();
    }

    /** Ports of our own for video; empty where there are none. */
    public Optional<OwnVideo> ownVideo() {
        return Optional.ofNullable(apart);
    }

    /** Whether the next offer would have video on ports of its own. */
    public boolean offersOwnVideo() {
        return ApartVideo.wanted(this);
    }

    /** Whether an offer has video that we would take on ports of its own. */
    public boolean takesOwnVideo(SessionDescription offer) {
        return ApartVideo.wanted(this, offer);
    }

    /**
     * Our part of ICE for the descriptions to come: offers have it, and so have answers to offers with ICE.
     *
     * @param ours null: there is none, and ICE is neither offered nor taken
     */
    public Negotiation withIce(@Nullable LocalIce ours) {
        Draft draft = new Draft(this);
        draft.ice = ours;
        return draft.done();
    }

    /** Without ZRTP of ours, before anything was agreed on: the far end has it with somebody behind us. */
    public Negotiation withoutZrtp() {
        Draft draft = new Draft(this);
        draft.keys = keys.withoutZrtp();
        return draft.done();
    }

    /** With what MIKEY has worked out for the next description; null: nothing. */
    public Negotiation withAhead(@Nullable MikeyAhead ahead) {
        Draft draft = new Draft(this);
        OwnMikey mikey = keys.mikey();
        draft.keys = mikey == null ? keys : keys.with(mikey.with(ahead));
        return draft.done();
    }

    /**
     * What somebody behind us says of ZRTP, for the descriptions to come: those have it where they name no keys, for there is no
     * other way then, and nobody gives up a better one for it. An open offer is not changed by it.
     */
    public Negotiation withHello(PassedHello others) {
        Draft draft = new Draft(this);
        draft.hello = others;
        draft.before = before == null ? null : before.withHello(others);
        return draft.done();
    }

    /** The credentials of who offers ICE; empty where nobody does on an audio line that is not declined. */
    public static Optional<IceCredentials> iceIn(SessionDescription offer) {
        return audioIn(offer).flatMap(line -> IceLine.of(offer, line)).map(IceLine::credentials);
    }

    /** Whether who offers takes candidates apart from descriptions, and says how they find its line (RFC 8840 §4.1). */
    public static boolean tricklesIn(SessionDescription offer) {
        return audioIn(offer).flatMap(line -> IceLine.of(offer, line)).map(IceLine::trickle).orElse(false);
    }

    /** Whether who offers names candidates of ours that it has found, all that are needed (RFC 8839 §4.4.2). */
    public static boolean choosesIn(SessionDescription offer, LocalIce ours) {
        return audioIn(offer).filter(line -> RemoteCandidates.answering(ours, line, line.rtcpMux()) != ours).isPresent();
    }

    /** The audio line of an offer that is not declined, with what a line in front of it in its BUNDLE group says of the way of both. */
    public static Optional<Media> audioIn(SessionDescription offer) {
        return Carrier.lent(offer).firstActive("audio");
    }

    /**
     * Whether the lines in force name another way than ICE has found, to a far end that must be told by an offer of ours (RFC 8839
     * §4.3.4).
     *
     * @param theirs whom the search was about
     * @param found what a description of ours would have
     */
    public boolean isMisaligned(IceCredentials theirs, LocalIce found) {
        NegotiatedAudio now = audio;
        return now != null && now.ice() != null && now.ice().remote().equals(theirs)
                && exchange.agreement().filter(last -> exchange.mayOffer() && DefaultPair.isAnother(last, now, found)).isPresent();
    }

    /** Our part of ICE in the last description that had some. */
    public Optional<LocalIce> ice() {
        return Optional.ofNullable(ice);
    }

    /** The identification tag of the line that describes our way (RFC 5888): ours, or that of video where a group begins with it; empty where there is none. */
    public Optional<String> mid() {
        return Optional.ofNullable(tag).map(LineTag::carrier);
    }

    /** Another address of ours, from the next description on; an open offer is not changed by it. */
    public Negotiation withAddress(InetAddress changed) {
        Draft draft = new Draft(this);
        draft.local = new LocalAudio(changed, local.rtpPort(), local.rtcpPort());
        draft.apart = apart == null ? null : apart.at(changed);
        draft.before = before == null ? null : before.withAddress(changed);
        return draft.done();
    }

    /**
     * Makes an offer: {@link #lastSent()} of the result.
     *
     * @throws OfferAnswerException when an offer is open, for an {@link OfferKind#INITIAL} after an agreement, and for
     *     any other before one
     */
    public Negotiation offer(OfferKind kind) {
        if (exchange.mayOffer() && (kind == OfferKind.INITIAL) == exchange.agreement().isPresent()) {
            throw new OfferAnswerException(kind + " offer in state " + exchange.state());
        }
        Draft draft = new Draft(this);
        draft.before = this;
        draft.held =
                switch (kind) {
                    case INITIAL, REFRESH, ANEW -> held;
                    case HOLD -> true;
                    case RESUME -> false;
                };
        List<RtpMap> maps = draft.ownMaps();
        Direction direction = wanted(draft.held);
        AudioLine.Profile profile = draft.offering(draft.offered(dtlsInForce(), keyInUse()));
        boolean mux = ice != null || capabilities.rtcpMux();
        profile = profile.with(RepairLines.offered(draft, profile.protocol(), maps)).with(HeadLines.offered(capabilities, profile));
        List<Media> lines = linesWith(AudioLine.write(draft.told, capabilities, profile, maps, direction, mux));
        VideoLines.offered(draft, lines);
        MidLines.offered(draft, lines);
        draft.exchange = exchange.offerSent(draft.say(lines));
        return draft.done();
    }

    /**
     * Answers an offer: {@link #lastSent()} of the result.
     *
     * @throws OfferAnswerException when an offer is open
     */
    public Outcome answer(SessionDescription offer) {
        OfferAnswer received = exchange.offerReceived(offer);
        int known = exchange.agreement().map(a -> a.local().media().size()).orElse(0);
        if (offer.media().size() < known) {
            return refused(Refusal.MISCELLANEOUS, offer.media().size() + " media lines, there were " + known);
        }
        SessionDescription judged = Carrier.judged(this, offer);
        Choice choice = Choice.of(judged, capabilities, local, keys, ice);
        if (choice.line() != null && speaksAnew(choice.line().zrtp())) {
            return anotherHello();
        }
        if (choice.line() != null) {
            return new Outcome.Agreed(accept(received, judged, choice.line(), choice.place(), judged == offer ? null : Carrier.mid(offer)));
        }
        if (choice.why() != null) {
            return new Outcome.Refused(choice.why());
        }
        return known == 0
                ? refused(Refusal.MEDIA_NOT_AVAILABLE, "no media offered")
                : new Outcome.Agreed(withoutAudio(received, offer));
    }

    /**
     * Takes the answer to our open offer or, while nothing else was offered since, another answer to the last one: the
     * newest wins. An answer that is in force already changes nothing.
     *
     * @throws OfferAnswerException when we have no offer that could be answered
     */
    public Outcome accept(SessionDescription answer) {
        Optional<Agreement> last = exchange.agreement();
        boolean another = exchange.state() == OfferAnswer.State.STABLE;
        OfferAnswer next = another ? exchange.answerReplaced(answer) : exchange.answerReceived(answer);
        if (another && last.isPresent() && last.get().remote().equals(answer)) {
            return new Outcome.Agreed(this);
        }
        SessionDescription offer = next.agreement().orElseThrow().local();
        boolean carried = tag != null && tag.carried();
        CheckedAnswer checked = CheckedAnswer.of(carried ? Carrier.lent(offer) : offer, carried ? Carrier.lent(answer) : answer,
                capabilities, local, keys, ice, dtlsInForce());
        if (checked instanceof CheckedAnswer.Unusable unusable) {
            return new Outcome.Refused(unusable.why());
        }
        NegotiatedAudio agreed = ((CheckedAnswer.Fits) checked).audio();
        if (agreed != null && speaksAnew(agreed.zrtp())) {
            return anotherHello();
        }
        Draft draft = new Draft(this);
        forget(before, this);
        draft.before = null;
        draft.exchange = next;
        draft.share(((CheckedAnswer.Fits) checked).bundle());
        draft.agreedOn(agreed);
        draft.tag = carried && Carrier.of(answer).isEmpty() ? tag.carriedBy(tag.mid()) : tag;
        draft.video = VideoLines.agreed(draft, offer, answer, agreed);
        return new Outcome.Agreed(draft.done());
    }

    /** The open offer of ours came to nothing: back to the last agreement and to the hold of that time. */
    public Negotiation rollback() {
        if (before == null) {
            return this;
        }
        forget(this, before);
        Draft draft = new Draft(before);
        draft.lastSent = lastSent;
        draft.numbers = numbers;
        return draft.done();
    }

    /** Wipes what only an answer to the offer of {@code one} would have needed. */
    private static void forget(@Nullable Negotiation one, Negotiation other) {
        if (one != null && one.keys.mikey() != null) {
            one.keys.mikey().replaced(other.keys.mikey());
        }
    }

    /**
     * An answer that declines every line, with our {@code o=}: for an offer that came where no refusal can be sent, in
     * a 2xx (RFC 6337 §5.2.4). The call ends after it.
     */
    public SessionDescription declineAll(SessionDescription offer) {
        return new Draft(this).say(offer.media().stream().map(AudioLine::decline).toList());
    }

    /** The call is over: its keys are wiped, ours and those of the far end that are agreed on. */
    public void wipe() {
        keys.keys().forEach(SrtpMasterKey::close);
        if (keys.mikey() != null) {
            keys.mikey().wipe();
        }
        if (audio != null && audio.keys() != null) {
            audio.keys().receiving().close();
        }
        if (apart != null) {
            apart.keys().keys().forEach(SrtpMasterKey::close);
        }
        if (video != null && video.way() != null && video.way().keys() != null) {
            video.way().keys().receiving().close();
        }
    }

    private @Nullable ZrtpParameters zrtpInForce() {
        return audio == null ? null : audio.zrtp();
    }

    /** An exchange is for the whole call: whoever says Hello anew is somebody else. */
    private boolean speaksAnew(@Nullable ZrtpParameters wanted) {
        ZrtpParameters inForce = zrtpInForce();
        return inForce != null && wanted != null && inForce.hello().isPresent() && wanted.hello().isPresent()
                && !inForce.hello().equals(wanted.hello());
    }

    private static Outcome anotherHello() {
        return refused(Refusal.INCOMPATIBLE_TRANSPORT, "another a=zrtp-hash in the middle of a call");
    }

    private @Nullable DtlsParameters dtlsInForce() {
        return audio == null ? null : audio.dtls();
    }

    private @Nullable SrtpMasterKey keyInUse() {
        return audio == null || audio.keys() == null ? null : audio.keys().sending();
    }

    private static Outcome refused(int warning, String text) {
        return new Outcome.Refused(Refusal.notAcceptable(warning, text));
    }

    private static Direction wanted(boolean held) {
        return held ? Direction.SENDONLY : Direction.SENDRECV;
    }

    private Negotiation accept(OfferAnswer received, SessionDescription offer, OfferedLine.Usable chosen, int slot, @Nullable String carrier) {
        Draft draft = new Draft(this);
        List<RtpMap> maps = new ArrayList<>();
        int codec = draft.follow(chosen.format(), chosen.codec(), maps);
        int event = chosen.event() == NegotiatedAudio.NONE
                ? NegotiatedAudio.NONE
                : draft.follow(AudioLine.event(chosen.format().clockRate()), chosen.event(), maps);
        Direction direction = offer.directionOf(chosen.line()).answer(wanted(held));
        CryptoAttribute theirs = chosen.crypto();
        CryptoAttribute own = theirs == null ? null
                : new CryptoAttribute(theirs.tag(), keys.of(theirs.key().suite()).orElseThrow());
        draft.protocol = chosen.line().protocol();
        DtlsParameters association = draft.associate(chosen);
        MikeyOutcome.Agreed exchange = chosen.mikey();
        List<Attribute> keying =
                exchange == null ? draft.exchangesAnswer(chosen, association) : OwnMikey.lines(exchange.answer());
        AudioLine.Profile profile = new AudioLine.Profile(draft.protocol, own == null ? List.of() : List.of(own), keying)
                .with(draft.answering(offer, chosen)).with(RepairLines.answered(draft, chosen.line(), maps.get(0), maps))
                .with(HeadLines.answered(capabilities, offer, chosen));
        if (carrier != null && draft.tag != null) {
            draft.tag = draft.tag.carriedBy(carrier);
        }
        draft.share(exchange == null ? null : exchange.bundle());
        Media ours = AudioLine.write(draft.told, capabilities, profile, maps, direction, chosen.mux());
        List<Media> lines = new ArrayList<>();
        for (int i = 0; i < offer.media().size(); i++) {
            lines.add(i == slot ? ours : AudioLine.decline(offer.media().get(i)));
        }
        VideoLines.answered(draft, offer, chosen, lines);
        draft.exchange = received.answerSent(draft.say(lines));
        draft.agreedOn(new NegotiatedAudio(
                chosen.address().rtp(),
                chosen.address().rtcp(),
                chosen.mux(),
                chosen.format(),
                chosen.codec(),
                codec,
                Map.of(codec, chosen.format()),
                chosen.event(),
                event,
                direction,
                chosen.packetTime(),
                exchange != null ? exchange.bundle().keys()
                        : own == null || theirs == null ? null : AnsweredKeys.agreed(own.key(), theirs),
                association,
                chosen.zrtp(),
                ExtendedReports.asked(offer, chosen.line()),
                chosen.ice() == null ? null : chosen.ice().agreed(chosen.mux(), IceRole.CONTROLLED),
                RepairLines.agreed(capabilities.repair(), ours, chosen.line(), chosen.format()),
                HeadLines.agreed(capabilities, lines, ours, offer, chosen.line())));
        return draft.done();
    }

    /** The offerer switched all its media off: that is its right in the middle of a call (§8.2). */
    private Negotiation withoutAudio(OfferAnswer received, SessionDescription offer) {
        Draft draft = new Draft(this);
        draft.exchange = received.answerSent(draft.say(offer.media().stream().map(AudioLine::decline).toList()));
        draft.audio = null;
        draft.video = null;
        return draft.done();
    }

    /** Our lines of the last agreement with audio in its old place, the others declined. */
    private List<Media> linesWith(Media ours) {
        List<Media> lines = new ArrayList<>();
        int slot = 0;
        if (exchange.agreement().isPresent()) {
            List<Media> old = exchange.agreement().get().local().media();
            old.forEach(line -> lines.add(AudioLine.decline(line)));
            slot = audioPlace(old);
        }
        if (slot < lines.size()) {
            lines.set(slot, ours);
        } else {
            lines.add(ours);
        }
        return lines;
    }

    /** The line in use, else the first one that was audio, else a new one. */
    private static int audioPlace(List<Media> lines) {
        int place = lines.size();
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).isAudio()) {
                place = i;
            }
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isAudio() && !lines.get(i).isDeclined()) {
                return i;
            }
        }
        return place;
    }

    @Override
    public String toString() {
        return "Negotiation[" + exchange.state() + (held ? ", held" : "") + ", " + audio + "]";
    }
}
