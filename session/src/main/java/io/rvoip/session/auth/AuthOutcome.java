package io.rvoip.session.auth;

import io.rvoip.sip.SipRequest;

/** What can be done about a 401 or 407. */
public sealed interface AuthOutcome {
    /**
     * Send this instead: the same request with credentials. It still needs its next CSeq.
     *
     * @param realm the realm answered, the first when there were several
     */
    record Retry(SipRequest request, String realm) implements AuthOutcome {}

    /**
     * Nothing: authentication failed.
     *
     * @param reason one sentence for people and logs
     */
    record Failed(String reason) implements AuthOutcome {}
}
