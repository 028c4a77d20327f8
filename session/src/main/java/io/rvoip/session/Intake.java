package io.rvoip.session;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.uri.OtherUri;
import io.rvoip.transaction.ServerTransaction;
import java.util.List;

/** What every request is measured by before work is done (RFC 3261 §8.2). Each check says whether it refused. */
final class Intake {
    private static final String RETRY_AFTER_SECONDS = "5";

    private final AgentCore core;

    Intake(AgentCore core) {
        this.core = core;
    }

    /** 405 with Allow for methods SIP knows and we do not; 501 for others (§8.2.1, §21.5.2). */
    boolean refusesMethod(ServerTransaction transaction, SipRequest request) {
        Method method = request.method();
        if (core.capabilities.allows(method)) {
            return false;
        }
        SipResponse.Builder response = start(transaction, request, method.isKnown() ? 405 : 501);
        core.capabilities.describe(response);
        core.respond(transaction, response.build());
        return true;
    }

    /** 416, 420 and 415 (§8.2.2.1, §8.2.2.3, §8.2.3). */
    boolean refuses(ServerTransaction transaction, SipRequest request) {
        if (request.requestUri() instanceof OtherUri || Uris.isSecure(request.requestUri())) {
            core.refuse(transaction, request, 416);
            return true;
        }
        List<String> missing = core.capabilities.missing(request);
        if (!missing.isEmpty()) {
            SipResponse.Builder response = start(transaction, request, 420);
            missing.forEach(option -> response.addRaw("Unsupported", option));
            core.respond(transaction, response.build());
            return true;
        }
        if (request.method().equals(Method.INVITE) && !Bodies.acceptable(request)) {
            core.respond(transaction, start(transaction, request, 415)
                    .addRaw("Accept", SdpBody.CONTENT_TYPE)
                    .addRaw("Accept-Encoding", "identity")
                    .build());
            return true;
        }
        return false;
    }

    /** 503: no room now (§21.5.4). */
    void unavailable(ServerTransaction transaction, SipRequest request) {
        core.respond(transaction, start(transaction, request, 503)
                .addRaw("Retry-After", RETRY_AFTER_SECONDS)
                .build());
    }

    private SipResponse.Builder start(ServerTransaction transaction, SipRequest request, int status) {
        return core.response(request, status).toTag(transaction.toTag());
    }
}
