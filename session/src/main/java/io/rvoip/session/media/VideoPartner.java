package io.rvoip.session.media;

import io.rvoip.session.offer.PassedVideo;
import java.util.concurrent.CompletionStage;

/** The other side of a call, as far as video goes. On the loop of the call. */
public interface VideoPartner {
    /**
     * The far end of a leg offers this, be it what there is already, or nothing.
     *
     * @return what the other side has for it, with which the offer is then answered; never exceptionally
     */
    CompletionStage<PassedVideo> offered(PassedVideo video);

    /** The offer of which it was told last has come to nothing: called off by the far end, or refused for another reason. */
    void withdrawn();
}
