package io.rvoip.engine.call;

import io.rvoip.session.InviteSession;
import io.rvoip.session.media.RtpMediaLeg;
import io.rvoip.session.offer.NegotiatedVideo;
import io.rvoip.session.offer.PassedVideo;
import io.rvoip.sip.sdp.Direction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Video that one side of an answered call adds, changes or takes away: the other side is asked by a re-INVITE, and what it
 * says is the answer to the first. Formats go from end to end; each leg has its own way, keys and numbers. Where both sides
 * ask at once, each is answered with what the other had until then, so that neither waits for the other.
 */
final class VideoRelay {
    private final Side caller;
    private final Side phone;

    private VideoRelay(Side caller, Side phone) {
        this.caller = caller;
        this.phone = phone;
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
        callerLeg.videoWith(video -> relay.caller.offered(video, relay.phone));
        phoneLeg.videoWith(video -> relay.phone.offered(video, relay.caller));
    }

    /** One of them: what it wants to send and to see while nobody holds, and whether it waits for what the other one says. */
    private static final class Side {
        private final InviteSession session;
        private final RtpMediaLeg leg;
        private PassedVideo wants;
        private boolean asks;

        Side(InviteSession session, RtpMediaLeg leg, PassedVideo wants) {
            this.session = session;
            this.leg = leg;
            this.wants = wants;
        }

        CompletionStage<PassedVideo> offered(PassedVideo video, Side other) {
            if (isOld(video) || asks || other.asks || !other.session.canChange()) {
                return CompletableFuture.completedStage(other.wants);
            }
            PassedVideo former = wants;
            wants = video;
            other.leg.video(video);
            if (video.isNone()) {
                other.wants = PassedVideo.NONE;
                other.session.renegotiate();
                return CompletableFuture.completedStage(PassedVideo.NONE);
            }
            asks = true;
            return other.session.renegotiate().handle((outcome, failure) -> {
                asks = false;
                if (outcome != null && outcome.done()) {
                    other.said();
                } else {
                    wants = former;
                }
                if (other.wants.isNone()) {
                    wants = PassedVideo.NONE;
                }
                other.leg.video(wants); // what is declined is not offered again
                return other.wants;
            });
        }

        /** It has answered; while it is held it cannot say that it wants to send. */
        private void said() {
            PassedVideo answer = leg.negotiatedVideo().map(NegotiatedVideo::theirs).orElse(PassedVideo.NONE);
            Direction unheld = wants.isNone() ? Direction.SENDRECV : wants.direction();
            wants = session.held() && !answer.isNone() ? answer.with(unheld) : answer;
        }

        /** Whether there is nothing in it that the other side does not know; who wants to see nothing for a while holds. */
        private boolean isOld(PassedVideo video) {
            Direction now = video.direction();
            return video.covers(wants) && (now == wants.direction() || wants.direction().receives() && !now.receives());
        }
    }
}
