package io.rvoip.session;

import java.util.List;

/** Who speaks SDP for a call. */
public sealed interface MediaPlan {
    /**
     * A leg is opened through {@code port} as soon as the local address is known, and closed with the call.
     *
     * @param codecs encoding names in order of preference; empty means the port's own list
     * @param events where the leg reports, on the loop of the session
     */
    record Open(MediaPort port, List<String> codecs, MediaLeg.Events events) implements MediaPlan {
        public Open {
            codecs = List.copyOf(codecs);
        }
    }

    /** A leg that is open already; the session takes it over and closes it. */
    record Leg(MediaLeg leg) implements MediaPlan {}

    /**
     * The application gives and takes descriptions itself, through {@link InviteRequest#withOffer},
     * {@link Invitation#accept(SdpBody)}, {@link SessionEvent.Offered} and {@link InviteSession#answer(SdpBody)}: for a
     * B2BUA whose media flows directly.
     */
    record Relay() implements MediaPlan {}

    /** A leg opened through {@code port} with its own codec list. */
    static MediaPlan open(MediaPort port, MediaLeg.Events events) {
        return new Open(port, List.of(), events);
    }

    /** Takes over an open leg. */
    static MediaPlan leg(MediaLeg leg) {
        return new Leg(leg);
    }

    /** Descriptions are the application's business. */
    static MediaPlan relay() {
        return new Relay();
    }
}
