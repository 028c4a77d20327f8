package io.rvoip.session;

import io.rvoip.sip.SipMessage;
import io.rvoip.sip.HeaderKind;
import java.util.Locale;
import java.util.Optional;

/** Bodies as INVITE sessions understand them. */
final class Bodies {
    private Bodies() {}

    /** The description a message carries. */
    static Optional<SdpBody> description(SipMessage message) {
        return message.bodyLength() > 0 && isDescription(message)
                ? Optional.of(SdpBody.of(message.body()))
                : Optional.empty();
    }

    /** Whether the body, if any, can be understood, or may be ignored (RFC 3261 §8.2.3). */
    static boolean acceptable(SipMessage message) {
        return message.bodyLength() == 0 || isDescription(message) || isOptional(message);
    }

    private static boolean isDescription(SipMessage message) {
        return message.raw("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(SdpBody.CONTENT_TYPE))
                .orElse(false)
                && message.raw("Content-Encoding")
                        .map(coding -> coding.strip().equalsIgnoreCase("identity"))
                        .orElse(true);
    }

    private static boolean isOptional(SipMessage message) {
        return message.raw("Content-Disposition")
                .map(value -> value.toLowerCase(Locale.ROOT).replace(" ", "").contains(";handling=optional"))
                .orElse(false);
    }
}
