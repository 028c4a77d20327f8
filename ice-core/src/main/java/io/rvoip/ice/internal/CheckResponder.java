package io.rvoip.ice.internal;

import io.rvoip.common.Rate;
import io.rvoip.common.TokenBucket;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers connectivity checks, of full and of lite agents (RFC 8445 §7.3, RFC 8489 §9.1.3). Who does not prove that he
 * knows the password is told so ten times a second at most, in fewer bytes than he sent.
 */
final class CheckResponder {
    private static final Rate REFUSALS = new Rate(10, 20);

    private final AgentContext context;
    private final CheckMessages messages;
    private @Nullable TokenBucket refusals;

    CheckResponder(AgentContext context, CheckMessages messages) {
        this.context = context;
        this.messages = messages;
    }

    /** Settles who controls. */
    @FunctionalInterface
    interface Roles {
        /** Whether the sender of this check must change its role: answered with 487. */
        boolean conflicts(StunMessage check);
    }

    /**
     * What came of a request.
     *
     * @param answer nothing when too many were refused
     * @param accepted whether it is a check, to be acted upon
     */
    record Outcome(Optional<StunMessage> answer, boolean accepted) {}

    Outcome answer(StunMessage request, StunKey key, InetSocketAddress from, Roles roles, long now) {
        if (!messages.isValid(request, key)) {
            return refuse(request, now);
        }
        List<Integer> unknown = request.unknownRequired();
        if (!unknown.isEmpty()) {
            context.dropped("unknown-attribute");
            return new Outcome(Optional.of(messages.unknown(request, key, unknown)), false);
        }
        if (request.attribute(StunAttribute.Priority.class).isEmpty()) {
            context.dropped("no-priority");
            return new Outcome(Optional.of(messages.error(request, key, StunAttribute.ErrorCode.BAD_REQUEST)), false);
        }
        if (roles.conflicts(request)) {
            return new Outcome(Optional.of(messages.error(request, key, StunAttribute.ErrorCode.ROLE_CONFLICT)), false);
        }
        return new Outcome(Optional.of(messages.success(request, key, from)), true);
    }

    private Outcome refuse(StunMessage request, long now) {
        boolean signed = request.attribute(StunAttribute.MessageIntegrity.class).isPresent()
                || request.attribute(StunAttribute.MessageIntegritySha256.class).isPresent();
        context.dropped(signed ? "wrong-password" : "no-integrity");
        TokenBucket bucket = refusals;
        if (bucket == null) {
            bucket = new TokenBucket(REFUSALS, now);
            refusals = bucket;
        }
        int code = signed ? StunAttribute.ErrorCode.UNAUTHENTICATED : StunAttribute.ErrorCode.BAD_REQUEST;
        return new Outcome(
                bucket.tryTake(now) ? Optional.of(messages.refusal(request, code)) : Optional.empty(), false);
    }
}
