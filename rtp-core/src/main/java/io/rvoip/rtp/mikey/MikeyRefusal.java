package io.rvoip.rtp.mikey;

/** Ends an exchange from within; {@link MikeyEndpoint} and {@link MikeyOffer} make a value of it. */
final class MikeyRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient MikeyProblem problem;

    MikeyRefusal(MikeyError error, String text) {
        super(text, null, false, false);
        problem = MikeyProblem.of(error, text);
    }

    MikeyProblem problem() {
        return problem;
    }
}
