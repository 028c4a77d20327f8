package io.rvoip.session;

import io.rvoip.ice.IceFragment;
import io.rvoip.session.dialog.Dialog;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Candidates to and from one place, within its dialog: one INFO request at a time, each with all of them (RFC 8840 §4.4,
 * §10.9). One that fails for the moment is sent again a few times; who does not want them is left alone.
 */
final class CandidateInfo implements Exchange.Outcome {
    private static final int MOST_FAILURES = 3;
    private static final long PAUSE = 1_000_000_000L;

    private final InviteSession session;
    private final AgentCore core;
    private final Dialog dialog;
    private final DialogPath path;
    private final Alarm again;
    private @Nullable IceFragment theirs;
    private @Nullable IceFragment wanted;
    private @Nullable IceFragment told;
    private boolean takes;
    private boolean standing;
    private boolean pending;
    private int failures;

    CandidateInfo(InviteSession session, Dialog dialog, DialogPath path) {
        this.session = session;
        core = session.core;
        this.dialog = dialog;
        this.path = path;
        again = core.alarm(this::next);
    }

    boolean isOf(@Nullable Dialog other) {
        return other != null && dialog.id().equals(other.id());
    }

    void takes(boolean wants) {
        takes = wants;
    }

    boolean takes() {
        return takes;
    }

    /** The dialog is known at both ends: requests may be sent. */
    void stands() {
        standing = true;
    }

    boolean standing() {
        return standing;
    }

    /** What the far end says of its candidates: all of them each time. */
    void keep(IceFragment fragment) {
        theirs = fragment;
    }

    void deliver(CandidateExchange media) {
        if (theirs != null && media.theirs(theirs)) {
            theirs = null;
        }
    }

    /** All of ours by now. @param news whether the far end does not know them from our description already */
    void tell(IceFragment all, boolean news) {
        if (told != null || news) {
            wanted = all;
            next();
        }
    }

    private void next() {
        IceFragment all = wanted;
        boolean able = takes && standing && !pending && !again.armed() && failures < MOST_FAILURES;
        if (all == null || all.equals(told) || !able) {
            return;
        }
        pending = true;
        told = all;
        SipRequest.Builder info = InfoPackages.request(
                dialog, Trickle.NAME, IceFragment.CONTENT_TYPE, all.write().getBytes(StandardCharsets.US_ASCII));
        core.stamp(info);
        SipRequest request = info.build();
        way().find(
                dialog.nextHop(),
                found -> Exchange.start(core, session.auth(), dialog::nextCSeq, request, found, this),
                this::unreachable);
    }

    /** That of the call, which may have moved, once this place has it. */
    private DialogPath way() {
        return session.way().filter(way -> isOf(way.dialog())).map(DialogWay::path).orElse(path);
    }

    @Override
    public void answered(SipResponse response) {
        pending = false;
        if (response.status() < 300) {
            failures = 0;
            next();
        } else if (response.status() >= 500) {
            failed();
        } else {
            takes = false;
        }
    }

    @Override
    public void unauthorised(SipResponse challenge, String reason) {
        pending = false;
        takes = false;
    }

    @Override
    public void unanswered() {
        pending = false;
        takes = false; // whether the call goes on is for others to find out
    }

    @Override
    public void unreachable(String reason) {
        pending = false;
        failed();
    }

    private void failed() {
        told = null;
        if (++failures < MOST_FAILURES && session.state() != SessionState.ENDED) {
            again.in(PAUSE);
        }
    }

    void stop() {
        takes = false;
        again.cancel();
    }
}
