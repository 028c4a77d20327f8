package io.rvoip.engine.call;

import io.rvoip.session.InviteSession;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.media.VideoPartner;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.sip.sdp.Direction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Video that one side of an answered call adds, changes or takes away: the other side is asked by a re-INVITE, and what it
 * says is the answer to the first. Formats go from end to end; each leg has its own way, keys and numbers. Where both sides
 * ask at once, each is answered with what the other had until then, so that neither waits for the other. An offer that comes to
 * nothing, called off or refused for its audio, is taken back from the side that was told of it.
 */
final class VideoRelay {
    private final Side caller;
    private final Side phone;

    private VideoRelay(Side caller, Side phone) {
        this.caller = caller;
        this.phone = phone;
        caller.other = phone;
        phone.other = caller;
    }

    /**
     * Between two sides that are about to talk.
     *
     * @param offered by the caller
     */
    static void between(
            InviteSession caller, RtpMediaLeg callerLeg, PassedVideo offered, InviteSession phone, RtpMediaLeg phoneLeg) {
        PassedVideo answered = phoneLeg.negotiatedVideo().map(NegotiatedVideo::theirs).orElse(PassedVideo.NONE);
        PassedVideo agreed = answered.isNone() ? PassedVideo.NONE : offered;
        phoneLeg.video(agreed); // what is declined is not offered again
        if (answered.isNone() && phoneLeg.remoteDescription().map(PassedVideo::of).filter(said -> !said.isNone()).isPresent()
                && phone.canChange()) {
            phone.renegotiate(); // it believes in pictures that we cannot take, such as in the clear beside encrypted audio
        }
        VideoRelay relay = new VideoRelay(new Side(caller, callerLeg, agreed), new Side(phone, phoneLeg, answered));
        callerLeg.videoWith(relay.caller);
        phoneLeg.videoWith(relay.phone);
    }

    /**
     * One of them: what it wants to send and to see while nobody holds. Of what changes while the other one is being told, it
     * is told afterwards.
     */
    private static final class Side implements VideoPartner {
        private final InviteSession session;
        private final RtpMediaLeg leg;
        private Side other = this;
        private PassedVideo wants;
        private PassedVideo former;
        private PassedVideo known;
        private boolean telling;
        private @Nullable CompletableFuture<PassedVideo> answer;

        Side(InviteSession session, RtpMediaLeg leg, PassedVideo wants) {
            this.session = session;
            this.leg = leg;
            this.wants = wants;
            former = wants;
            known = wants;
        }

        @Override
        public CompletionStage<PassedVideo> offered(PassedVideo video) {
            former = wants;
            if (isOld(video) || answer != null || other.telling || !other.session.canChange()) {
                return CompletableFuture.completedStage(other.wants);
            }
            wants = video;
            if (video.isNone()) {
                other.wants = PassedVideo.NONE;
                tell();
                return CompletableFuture.completedStage(PassedVideo.NONE);
            }
            CompletableFuture<PassedVideo> later = new CompletableFuture<>();
            answer = later;
            tell();
            return later;
        }

        @Override
        public void withdrawn() {
            boolean changed = !wants.equals(former);
            wants = former;
            answered();
            if (changed && other.session.canChange()) {
                tell();
            }
        }

        private void tell() {
            other.leg.video(wants);
            if (!telling) {
                telling = true;
                PassedVideo said = wants;
                other.session.renegotiate().whenComplete(
                        (outcome, failure) -> told(said, outcome != null && outcome.done()));
            }
        }

        private void told(PassedVideo said, boolean taken) {
            telling = false;
            if (taken) {
                known = said;
                other.said();
            } else if (answer != null && wants.equals(said)) {
                wants = former;
            }
            boolean news = !wants.equals(said) && !wants.equals(known) && !(wants.isNone() && other.wants.isNone());
            if (news && other.session.canChange()) {
                tell();
                return;
            }
            if (other.wants.isNone()) {
                wants = PassedVideo.NONE;
            }
            other.leg.video(wants); // what is declined is not offered again
            answered();
        }

        private void answered() {
            CompletableFuture<PassedVideo> waiting = answer;
            answer = null;
            if (waiting != null) {
                waiting.complete(other.wants);
            }
        }

        /** It has answered; while it is held it cannot say that it wants to send. */
        private void said() {
            PassedVideo theirs = leg.negotiatedVideo().map(NegotiatedVideo::theirs).orElse(PassedVideo.NONE);
            Direction unheld = wants.isNone() ? Direction.SENDRECV : wants.direction();
            wants = session.held() && !theirs.isNone() ? theirs.with(unheld) : theirs;
        }

        /** Whether there is nothing in it that the other side does not know; who wants to see nothing for a while holds. */
        private boolean isOld(PassedVideo video) {
            Direction now = video.direction();
            return video.covers(wants) && (now == wants.direction() || wants.direction().receives() && !now.receives());
        }
    }
}
