package io.rvoip.session;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What this user agent can do, as it tells others (RFC 3261 §11, §20.1, §20.5, §20.37). */
final class Capabilities {
    private static final List<Method> OWN =
            List.of(Method.INVITE, Method.ACK, Method.CANCEL, Method.BYE, Method.OPTIONS, Method.UPDATE);

    private final Set<Method> methods = new LinkedHashSet<>(OWN);
    private final Set<String> extensions = new LinkedHashSet<>();
    private final String allow;
    private final boolean trickles;

    /**
     * @param more methods that the application handles
     */
    Capabilities(Set<Method> more, UserAgentSettings settings) {
        if (settings.reliability() != Reliability.OFF) {
            methods.add(Method.PRACK);
            extensions.add(Reliability.TAG);
        }
        trickles = settings.trickle();
        if (settings.sessionTimers().policy() != SessionTimers.Policy.OFF) {
            extensions.add(SessionTimers.TAG);
        }
        methods.addAll(more);
        allow = String.join(", ", methods.stream().map(Method::name).toList());
        if (trickles) {
            methods.add(Method.INFO); // told where it means something only: DTMF is not heard in it
        }
    }

    boolean allows(Method method) {
        return methods.contains(method);
    }

    /** Sets Allow. */
    void allow(SipMessage.Builder<?> message) {
        message.remove(HeaderKind.ALLOW);
        message.addRaw("Allow", allow);
    }

    /** Sets Allow and Supported: for an INVITE that makes a dialog, answers to it, and OPTIONS. */
    void describe(SipMessage.Builder<?> message) {
        allow(message);
        support(message, extensions);
    }

    /** Sets Allow and Supported within a dialog that stands: no provisional response is awaited any more. */
    void describeWithin(SipMessage.Builder<?> message) {
        allow(message);
        Set<String> within = new LinkedHashSet<>(extensions);
        within.remove(Reliability.TAG);
        support(message, within);
    }

    private static void support(SipMessage.Builder<?> message, Set<String> tags) {
        message.remove(HeaderKind.SUPPORTED);
        if (!tags.isEmpty()) {
            message.addRaw("Supported", String.join(", ", tags));
        }
    }

    /** Adds that candidates may come apart (RFC 8840 §10.6). @param packages whether to name the package too */
    void trickle(SipMessage.Builder<?> message, boolean packages) {
        message.addRaw("Allow", Method.INFO.name());
        message.addRaw("Supported", Trickle.NAME);
        if (packages) {
            InfoPackages.receive(message, Trickle.NAME);
        }
    }

    /** Sets Require or takes the option tag from Supported again, as a call wants it. */
    void reliability(SipMessage.Builder<?> invite, Reliability wanted) {
        if (wanted == Reliability.OFF) {
            Set<String> others = new LinkedHashSet<>(extensions);
            others.remove(Reliability.TAG);
            support(invite, others);
        } else if (wanted == Reliability.REQUIRED) {
            invite.add(HeaderKind.REQUIRE, Reliability.TAG);
        }
    }

    /** Whether the sender understands an option. */
    static boolean supports(SipMessage message, String tag) {
        return message.headers(HeaderKind.SUPPORTED).stream().anyMatch(tag::equalsIgnoreCase)
                || requires(message, tag);
    }

    static boolean requires(SipMessage message, String tag) {
        return message.headers(HeaderKind.REQUIRE).stream().anyMatch(tag::equalsIgnoreCase);
    }

    /** The option tags a request requires and we lack. */
    List<String> missing(SipRequest request) {
        List<String> missing = new ArrayList<>(request.headers(HeaderKind.REQUIRE));
        if (missing.isEmpty()) {
            request.raw("Require").ifPresent(missing::add);
        }
        missing.removeIf(tag -> extensions.contains(tag.toLowerCase(Locale.ROOT)) || trickles && tag.equalsIgnoreCase(Trickle.NAME));
        return missing;
    }

    /** 200 with Allow, Accept and Supported; without To tag. */
    SipResponse.Builder answerOptions(AgentCore core, SipRequest options) {
        SipResponse.Builder builder = core.response(options, 200);
        describe(builder);
        if (trickles) {
            trickle(builder, false);
        } else if (extensions.isEmpty()) {
            builder.addRaw("Supported", "");
        }
        return builder
                .addRaw("Accept", SdpBody.CONTENT_TYPE)
                .addRaw("Accept-Encoding", "identity")
                .addRaw("Accept-Language", "en");
    }
}
