package io.rvoip.simple;

import io.rvoip.session.CallDirection;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndParty;

/** What an end means to the user of a softphone. */
final class CallOutcome {
    private CallOutcome() {}

    /** Ended is what people meant to happen; failed is what they have to be told about. */
    static CallState state(CallEnd end, CallDirection direction) {
        boolean incoming = direction == CallDirection.INCOMING;
        boolean ours = end.who() == EndParty.LOCAL;
        boolean asMeant = switch (end.cause()) {
            case HANGUP, CANCELLED, SHUTDOWN -> true;
            case REJECTED, REDIRECTED -> ours;
            case NO_ANSWER -> incoming;
            default -> false; // everything else, and whatever causes are added, went wrong
        };
        return asMeant ? CallState.ENDED : CallState.FAILED;
    }

    /** Why a call that was never sent out could not be. */
    static SimpleVoipException notMade(CallEnd end) {
        return switch (end.cause()) {
            case TRANSPORT -> new NetworkException(end.text());
            case MEDIA -> new CallMediaException(end.text());
            default -> new CallEndedException(end);
        };
    }
}
