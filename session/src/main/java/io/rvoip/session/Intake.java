package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.header.SessionInterval;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.OtherUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What every request is measured by before work is done (RFC 3261 §8.2). Each check gives the refusal, without To tag. */
final class Intake {
    private static final Set<Method> DESCRIBED = Set.of(Method.INVITE, Method.UPDATE, Method.PRACK);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final AgentCore core;
    private final UserAgentHandler handler;

    Intake(AgentCore core, UserAgentHandler handler) {
        this.core = core;
        this.handler = handler;
    }

    /** In the order of the RFC: method, URI, extensions, body. */
    Optional<SipResponse.Builder> refusal(SipRequest request, Flow flow) {
        Method method = request.method();
        if (!core.capabilities.allows(method)) {
            SipResponse.Builder response = core.response(request, method.isKnown() ? 405 : 501); // §8.2.1, §21.5.2
            core.capabilities.allow(response);
            return Optional.of(response);
        }
        boolean secure = Uris.isSecure(request.requestUri());
        if (request.requestUri() instanceof OtherUri other && !handler.takes(other) || secure && !flow.protocol().secure()) {
            return Optional.of(core.response(request, 416)); // §8.2.2.1; sips: never came this way (RFC 5630 §3.1.3)
        }
        if (secure && !secureContacts(request)) {
            return Optional.of(core.response(request, 400)); // §8.1.1.8: later requests come by it
        }
        List<String> missing = core.capabilities.missing(request);
        if (!missing.isEmpty()) {
            SipResponse.Builder response = core.response(request, 420); // §8.2.2.3
            missing.forEach(option -> response.addRaw("Unsupported", option));
            return Optional.of(response);
        }
        if (lacksReliability(request)) {
            return Optional.of(core.response(request, 421) // RFC 3262 §3
                    .addRaw("Require", Reliability.TAG));
        }
        if (DESCRIBED.contains(method) && SessionTimer.isTooSmall(request, core.settings.sessionTimers())) {
            long least = core.settings.sessionTimers().minimum().toSeconds();
            return Optional.of(core.response(request, 422).set(HeaderKind.MIN_SE, SessionInterval.of(least)));
        }
        if (DESCRIBED.contains(method) && !Bodies.acceptable(request)) {
            return Optional.of(core.response(request, 415) // §8.2.3
                    .addRaw("Accept", SdpBody.CONTENT_TYPE)
                    .addRaw("Accept-Encoding", "identity"));
        }
        return Optional.empty();
    }

    private boolean lacksReliability(SipRequest request) {
        return core.settings.reliability() == Reliability.REQUIRED
                && request.method().equals(Method.INVITE)
                && request.to().tag().isEmpty()
                && !Capabilities.supports(request, Reliability.TAG);
    }

    private static boolean secureContacts(SipRequest request) {
        return request.headers(HeaderKind.CONTACT).stream()
                .allMatch(contact -> contact.isStar() || Uris.isSecure(contact.uri()));
    }

    /** 503: no room now (§21.5.4). */
    SipResponse.Builder unavailable(SipRequest request) {
        return core.response(request, 503).set(HeaderKind.RETRY_AFTER, RetryAfter.of(RETRY_AFTER_SECONDS));
    }
}
