package io.rvoip.session;

import io.rvoip.session.offer.AnswerResult;
import io.rvoip.session.offer.AudioFormat;
import io.rvoip.rtp.RtcpExtensions;
import io.rvoip.rtp.RtpRepair;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.OfferAnswerException;
import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.sdp.Direction;
import io.rvoip.sip.sdp.SdpParser;
import io.rvoip.sip.sdp.SdpResult;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Media that are only spoken of: keeps the rules of RFC 3264 strictly, sends nothing. */
final class FakeMediaPort implements MediaPort {
    final List<Leg> legs = new ArrayList<>();
    boolean slow;
    boolean refuseOffers;
    boolean refuseAnswers;
    String failToOpen = "";

    @Override
    public CompletionStage<MediaLeg> open(LegRequest request) {
        if (!failToOpen.isEmpty()) {
            return CompletableFuture.failedStage(new MediaException(failToOpen));
        }
        Leg leg = new Leg(request);
        legs.add(leg);
        return later(request, leg);
    }

    long openLegs() {
        return legs.stream().filter(leg -> !leg.closed).count();
    }

    private <T> CompletionStage<T> later(LegRequest request, T value) {
        if (!slow) {
            return CompletableFuture.completedStage(value);
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        request.loop().execute(() -> done.complete(value));
        return done;
    }

    static String sdp(String direction, int version) {
        return "v=0\r\no=- 1 " + version + " IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                + "m=audio 40000 RTP/AVP 0\r\na=" + direction + "\r\n";
    }

    final class Leg implements MediaLeg {
        final LegRequest request;
        @Nullable InetAddress movedTo;
        boolean closed;
        @Nullable OfferKind open;
        private boolean held;
        private boolean answered;
        private Direction theirs = Direction.SENDRECV;
        private Direction ours = Direction.SENDRECV;
        private boolean agreed;
        private int version;

        Leg(LegRequest request) {
            this.request = request;
        }

        @Override
        public CompletionStage<SessionDescription> offer(OfferKind kind) {
            if (open != null && !answered) {
                throw new OfferAnswerException("an offer is open already");
            }
            open = kind;
            answered = false;
            boolean hold = kind == OfferKind.HOLD || held && kind != OfferKind.RESUME;
            return later(request, describe(hold ? "sendonly" : "sendrecv"));
        }

        @Override
        public CompletionStage<AnswerResult> answer(SessionDescription remoteOffer) {
            if (open != null && !answered) {
                throw new OfferAnswerException("an offer of ours is open");
            }
            if (refuseOffers) {
                return later(request, new AnswerResult.Refused(
                        Refusal.notAcceptable(Refusal.INCOMPATIBLE_FORMAT, "no codec in common")));
            }
            theirs = direction(remoteOffer);
            ours = switch (theirs) {
                case SENDRECV -> held ? Direction.SENDONLY : Direction.SENDRECV;
                case SENDONLY -> held ? Direction.INACTIVE : Direction.RECVONLY;
                case RECVONLY -> Direction.SENDONLY;
                case INACTIVE -> Direction.INACTIVE;
            };
            agreed = true;
            return later(request, new AnswerResult.Accepted(describe(ours.name().toLowerCase())));
        }

        @Override
        public Optional<Refusal> accept(SessionDescription remoteAnswer) {
            if (open == null) {
                throw new OfferAnswerException("no offer is open");
            }
            if (refuseAnswers) {
                return Optional.of(Refusal.notAcceptable(Refusal.INCOMPATIBLE_FORMAT, "unusable answer"));
            }
            answered = true;
            held = open == OfferKind.HOLD || held && open != OfferKind.RESUME;
            theirs = direction(remoteAnswer);
            ours = switch (theirs) {
                case SENDRECV -> held ? Direction.SENDONLY : Direction.SENDRECV;
                case SENDONLY -> Direction.RECVONLY;
                case RECVONLY -> Direction.SENDONLY;
                case INACTIVE -> Direction.INACTIVE;
            };
            agreed = true;
            return Optional.empty();
        }

        private Direction direction(SessionDescription description) {
            String text = description.toString();
            return text.contains("a=sendonly") ? Direction.SENDONLY
                    : text.contains("a=recvonly") ? Direction.RECVONLY
                    : text.contains("a=inactive") ? Direction.INACTIVE : Direction.SENDRECV;
        }

        private SessionDescription describe(String direction) {
            return ((SdpResult.Parsed) SdpParser.parse(sdp(direction, ++version))).value();
        }

        @Override
        public void rollback() {
            open = null;
            answered = false;
        }

        @Override
        public void hold(boolean wanted) {
            held = wanted;
        }

        @Override
        public void codecs(List<String> names) {
            // nothing is coded here
        }

        @Override
        public Optional<NegotiatedAudio> negotiated() {
            if (!agreed) {
                return Optional.empty();
            }
            InetSocketAddress far = new InetSocketAddress("192.0.2.1", 40000);
            return Optional.of(new NegotiatedAudio(
                    far, far, false, AudioFormat.PCMU, 0, 0, Map.of(0, AudioFormat.PCMU), -1, -1, ours,
                    Duration.ofMillis(20), null, null, null, RtcpExtensions.NONE, null,
                    RtpRepair.NOTHING));
        }

        @Override
        public Optional<SessionDescription> localDescription() {
            return Optional.empty();
        }

        @Override
        public Optional<SessionDescription> remoteDescription() {
            return Optional.empty();
        }

        @Override
        public boolean dtmf(char digit, Duration length) {
            return false;
        }

        @Override
        public boolean moved(InetAddress own) {
            movedTo = own;
            return true;
        }

        @Override
        public LegStatistics statistics() {
            throw new UnsupportedOperationException("nothing is measured here");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
