package io.rvoip.session;

import io.rvoip.session.offer.Refusal;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;

/** Responses that say what is wrong with a description. */
final class Refusals {
    private Refusals() {}

    /** The status of the refusal, with a Warning when it is about the description (RFC 3261 §20.43). */
    static SipResponse response(AgentCore core, SipRequest request, String tag, Refusal refusal) {
        String text = refusal.text().replaceAll("[\\x00-\\x1f\"\\\\\\x7f-\\uffff]", "'");
        return core.response(request, refusal.status())
                .toTag(tag)
                .addRaw("Warning", refusal.warning() + " rvoip \"" + text + "\"")
                .build();
    }
}
