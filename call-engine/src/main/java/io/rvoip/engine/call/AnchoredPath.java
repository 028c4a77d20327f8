package io.rvoip.engine.call;

import io.rvoip.media.MediaBridge;
import io.rvoip.media.codec.AudioCodec;
import io.rvoip.session.EndCause;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.LegRequest;
import io.rvoip.session.MediaPlan;
import io.rvoip.session.MediaPort;
import io.rvoip.session.SdpBody;
import io.rvoip.session.SessionEvent;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.media.RtpMediaPort;
import io.rvoip.session.media.VideoPort;
import io.rvoip.session.offer.AudioFormat;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.PassedHello;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.session.offer.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Media through this platform: the caller and each phone have media with us, and we join the caller with one phone at a
 * time. While several phones ring, the one that spoke up last is heard; when it gives up, another that has spoken is.
 *
 * <p>The caller is answered once, with the first early media or with the answer, in the codec of that phone where the
 * caller has it. A phone that answers later in the other law of G.711 is transcoded; one that cannot be joined ends the
 * call with 488. A caller who made no offer gets ours in the 200, whatever way the phones were called.
 */
final class AnchoredPath implements MediaPath {
    private static final int SESSION_PROGRESS = 183;
    private static final int NOT_ACCEPTABLE_HERE = 488;

    private final BridgedCall call;
    private final MediaDoor door;
    private final List<AudioCodec> callerCodecs;
    private final boolean callerKeyed;
    private final boolean callerSpeaksZrtp;
    private final PassedVideo callerVideo;
    private @Nullable RtpMediaLeg caller;
    private @Nullable MediaBridge bridge;
    private @Nullable Branch heard;
    private @Nullable HoldRelay holdCaller;
    private @Nullable HoldRelay holdPhone;
    private boolean described;
    private boolean closed;

    AnchoredPath(BridgedCall call, MediaDoor door) {
        this.call = call;
        this.door = door;
        callerKeyed = call.invitation().offer().filter(door.codecs()::keyed).isPresent();
        callerSpeaksZrtp = call.invitation().offer().filter(door.codecs()::speaksZrtp).isPresent();
        List<AudioCodec> able = call.invitation().offer().map(door.codecs()::in).orElse(door.codecs().all());
        callerCodecs = CodecChoice.of(able, call.caller().codecs());
        callerVideo = call.invitation().offer().map(CodecChoice::video).orElse(PassedVideo.NONE);
    }

    @Override
    public void prepare(Runnable ready, Consumer<Refusal> failed) {
        if (callerCodecs.isEmpty()) {
            failed.accept(Refusal.notAcceptable(Refusal.INCOMPATIBLE_FORMAT, "no audio in a codec of ours is offered"));
            return;
        }
        LegRequest request = LegRequest.of(
                        call.callerSession().callId(), call.loop(), call.invitation().ownAddress(),
                        call.callerReports())
                .withSignalledFrom(call.invitation().flow().remote().getAddress())
                .over(call.invitation().flow().protocol())
                .answering(call.invitation().offer());
        door.from(call.caller()).openRtp(door.asked(request, call.caller(), call.callerLeg().party())).whenComplete((leg, failure) -> {
            if (leg == null) {
                failed.accept(door.refusal(failure));
            } else if (closed) {
                leg.close();
            } else {
                opened(leg);
                ready.run();
            }
        });
    }

    private void opened(RtpMediaLeg leg) {
        caller = leg;
        leg.sendWhileHolding(true);
        call.callerLeg().media(leg);
        call.invitation().withMedia(MediaPlan.leg(leg));
    }

    private RtpMediaLeg caller() {
        if (caller == null) {
            throw new IllegalStateException("the caller's media are not open");
        }
        return caller;
    }

    @Override
    public Optional<InviteRequest> dress(InviteRequest request, Branch branch) {
        List<String> offered = door.codecs().towards(callerCodecs, branch.place().codecs());
        boolean keyed = door.volunteers(branch.place(), callerKeyed);
        RtpMediaPort port = door.to(branch.place());
        Keying insisted = branch.insisted();
        MediaPort beside = insisted != null ? port.beside(caller(), insisted)
                : callerSpeaksZrtp ? port.besidePassingZrtp(caller(), keyed, phone -> phone.passZrtp(this::callerHello)) : port.beside(caller(), keyed);
        MediaPort asking = new VideoPort(door.asking(beside, branch.place()), callerVideo);
        return offered.isEmpty() ? Optional.empty()
                : Optional.of(request.withMedia(new MediaPlan.Open(asking, offered, branch.reports())));
    }

    /** A phone that cannot have what it was offered is asked once more for each way that it may insist on. */
    @Override
    public Optional<Keying> instead(Branch refused) {
        boolean mayHelp = refused.place() instanceof Place.Phone && refused.end()
                .filter(end -> end.cause() == EndCause.REJECTED && end.status() == NOT_ACCEPTABLE_HERE).isPresent();
        if (!mayHelp) {
            return Optional.empty();
        }
        List<Keying> ways = door.to(refused.place()).otherOffers();
        Keying last = refused.insisted();
        return ways.stream().skip(last == null ? 0 : ways.indexOf(last) + 1L).findFirst();
    }

    @Override
    public int early(Branch from, SessionEvent.Progress progress) {
        Optional<AudioFormat> theirs = format(from);
        if (!call.invitation().canDescribeEarly() || theirs.isEmpty()) {
            return NOT_RELAYED;
        }
        if (!described) {
            describe(from, theirs.get());
            call.invitation().progress();
        }
        if (heard != from) {
            join(from);
        }
        return SESSION_PROGRESS;
    }

    /** Settles what our one description for the caller will say. What both ends want to agree on is left to them (RFC 6189 §10). */
    private void describe(Branch phone, AudioFormat format) {
        described = true;
        caller().codecs(door.codecs().back(callerCodecs, format));
        if (callerSpeaksZrtp && phone.media().flatMap(RtpMediaLeg::remoteDescription).map(SdpBody::of)
                .filter(door.codecs()::speaksZrtp).isPresent()) {
            caller().passZrtp(() -> helloOf(phone));
        }
        caller().video(phone.media().flatMap(RtpMediaLeg::negotiatedVideo).map(NegotiatedVideo::theirs).orElse(PassedVideo.NONE));
    }

    /** What phones are told of the caller's Hello: after the answer whatever the caller says then. */
    private PassedHello callerHello() {
        return described && caller().negotiated().isPresent() ? caller().hello()
                : call.invitation().offer().map(CodecChoice::hello).orElse(PassedHello.NONE);
    }

    /**
     * What the caller is told of a phone's Hello. Nothing of one whose media would have to be changed on its way here, and nothing
     * of one that speaks up early while another may still answer: the caller is told once, and would take the other for a forgery.
     */
    private PassedHello helloOf(Branch phone) {
        Optional<AudioFormat> theirs = format(phone);
        boolean asItIs = theirs.filter(format -> caller().negotiated().map(audio -> audio.format().equals(format))
                .orElseGet(() -> CodecChoice.in(callerCodecs, format))).isPresent();
        boolean alone = call.winner().map(winner -> winner == phone).orElseGet(() -> call.ringing().equals(List.of(phone)));
        return asItIs && alone ? phone.media().map(RtpMediaLeg::hello).orElse(PassedHello.NONE) : PassedHello.NONE;
    }

    private void join(Branch branch) {
        branch.media().ifPresent(phone -> {
            unjoin();
            heard = branch;
            phone.sendWhileHolding(true);
            branch.leg().media(phone);
            bridge = MediaBridge.join(caller().media(), phone.media());
        });
    }

    private void unjoin() {
        heard = null;
        if (bridge != null) {
            bridge.close();
            bridge = null;
        }
    }

    private static Optional<AudioFormat> format(Branch branch) {
        return branch.media().flatMap(RtpMediaLeg::negotiated).map(NegotiatedAudio::format);
    }

    @Override
    public void left(Branch branch) {
        if (heard == branch) {
            unjoin();
            call.ringing().stream().filter(other -> format(other).isPresent()).reduce((one, later) -> later)
                    .ifPresent(this::join);
        }
    }

    /** The session puts the answer of the phone into force right after it has told us: so do we, one step later. */
    @Override
    public void answer(Branch winner, SessionEvent.Answered answered) {
        call.loop().execute(() -> {
            if (call.isAnswering(winner)) {
                connect(winner);
            }
        });
    }

    private void connect(Branch winner) {
        Optional<AudioFormat> theirs = format(winner);
        if (theirs.isEmpty()) {
            call.refuse(Refusal.notAcceptable(Refusal.MEDIA_NOT_AVAILABLE, "the called side has no audio"));
            return;
        }
        if (!described) {
            describe(winner, theirs.get());
        } else if (!joinable(theirs.get())) {
            call.refuse(Refusal.notAcceptable(Refusal.INCOMPATIBLE_FORMAT, "the two sides have no codec in common"));
            return;
        }
        holdCaller = new HoldRelay(call.callerSession());
        holdPhone = new HoldRelay(winner.session());
        if (heard != winner) {
            join(winner);
        }
        winner.media().ifPresent(
                phone -> VideoRelay.between(call.callerSession(), caller(), callerVideo, winner.session(), phone));
        call.invitation().accept();
    }

    /** Whether the caller, answered already, can be joined with a phone; an answer that is on its way is waited for. */
    private boolean joinable(AudioFormat phone) {
        return caller().negotiated()
                .map(audio -> door.codecs().canJoin(audio.format(), phone))
                .orElse(call.invitation().offer().isEmpty());
    }

    /** Each side has its own media with us: they follow its description by themselves, and the other need not know. */
    @Override
    public void fromCallerEarly(SessionEvent event) {
        // see above
    }

    @Override
    public void fromPhoneEarly(Branch branch, SessionEvent event) {
        // see above
    }

    @Override
    public void fromCaller(SessionEvent event) {
        if (event instanceof SessionEvent.Confirmed) {
            holdAsFound();
        }
        if (!call.caller().oneWay()) {
            relayHold(event, holdPhone);
        }
    }

    /** One side may hold since before the answer. */
    private void holdAsFound() {
        if (holdCaller != null && holdPhone != null) {
            holdPhone.want(callerHolds());
            call.winner().ifPresent(phone -> holdCaller.want(phone.session().heldByRemote()));
        }
    }

    private boolean callerHolds() {
        return call.callerSession().heldByRemote() && !call.caller().oneWay();
    }

    @Override
    public void fromPhone(SessionEvent event) {
        relayHold(event, holdCaller);
    }

    private static void relayHold(SessionEvent event, @Nullable HoldRelay other) {
        if (event instanceof SessionEvent.RemoteHold hold && other != null) {
            other.want(hold.held());
        }
    }

    @Override
    public boolean held() {
        return callerHolds()
                || call.winner().map(phone -> phone.session().heldByRemote()).orElse(false);
    }

    @Override
    public void close() {
        closed = true;
        unjoin();
        if (caller != null && !call.callerSession().state().answered()) {
            caller.close();
        }
    }
}
