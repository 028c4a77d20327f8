package io.rvoip.engine.call;

import io.rvoip.ice.IceFailure;
import io.rvoip.session.EndCause;
import io.rvoip.session.MediaLeg;
import java.time.Duration;

/** What the media of a caller report to the call. */
final class CallerReports implements MediaLeg.Events {
    private final BridgedCall call;

    CallerReports(BridgedCall call) {
        this.call = call;
    }

    @Override
    public void dtmf(char digit, Duration length) {
        call.callerDigit(digit);
    }

    @Override
    public void noInboundMedia(Duration silence) {
        call.callerSilent(silence);
    }

    @Override
    public void unkeyed(String reason) {
        call.callerMediaFailed(EndCause.MEDIA, BridgedCall.UNKEYED, reason);
    }

    @Override
    public void videoUnkeyed(String reason) {
        call.callerVideoUnkeyed(reason);
    }

    @Override
    public void unreachable(IceFailure why) {
        call.callerMediaFailed(
                EndCause.NO_MEDIA_PATH, BridgedCall.NOT_REACHED, "no media path to the caller: " + why.text());
    }

    @Override
    public void failed(String reason) {
        call.callerMediaFailed(EndCause.MEDIA, 500, reason);
    }
}
