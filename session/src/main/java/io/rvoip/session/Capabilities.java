package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What this user agent can do, as it tells others (RFC 3261 §11, §20.1, §20.5). */
final class Capabilities {
    private static final List<Method> OWN =
            List.of(Method.INVITE, Method.ACK, Method.CANCEL, Method.BYE, Method.OPTIONS);

    private final Set<Method> methods = new LinkedHashSet<>(OWN);
    private final String allow;

    /**
     * @param more methods that the application handles
     */
    Capabilities(Set<Method> more) {
        methods.addAll(more);
        allow = String.join(", ", methods.stream().map(Method::name).toList());
    }

    boolean allows(Method method) {
        return methods.contains(method);
    }

    /** Sets Allow. */
    void describe(SipMessage.Builder<?> message) {
        message.remove(HeaderKind.ALLOW);
        message.addRaw("Allow", allow);
    }

    /** The option tags a request requires and we lack: all of them, this build has no extension. */
    List<String> missing(SipRequest request) {
        List<String> missing = new ArrayList<>(request.headers(HeaderKind.REQUIRE));
        if (missing.isEmpty()) {
            request.raw("Require").ifPresent(missing::add);
        }
        return missing;
    }

    /** 200 with Allow, Accept and Supported; without To tag. */
    SipResponse.Builder answerOptions(AgentCore core, SipRequest options) {
        SipResponse.Builder builder = core.response(options, 200);
        describe(builder);
        return builder
                .addRaw("Accept", SdpBody.CONTENT_TYPE)
                .addRaw("Accept-Encoding", "identity")
                .addRaw("Accept-Language", "en")
                .addRaw("Supported", "");
    }
}
