package io.rvoip.ice.stun;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Answers Binding requests that carry no credentials: keep-alive and address discovery on a media port. Keeps no state
 * of its own, as Binding may be computed anew for each repetition (RFC 8489 §6.3.1).
 *
 * <p>A forged source address gains nothing: the answer carries no more than 1.5 times the bytes of the request, counted
 * with IP and UDP headers (a bare request of 20 bytes cannot be answered in less than 32), nothing is repeated, and
 * {@link Admission} bounds the rate. Whatever fails this is dropped. Confined to one loop.
 */
public final class BindingResponder {
    private static final int UDP_OVER_IPV4 = 28;
    private static final int UDP_OVER_IPV6 = 48;

    private final Admission admission;

    public BindingResponder(Admission admission) {
        this.admission = admission;
    }

    /** Bounds the rate for each source: {@link io.rvoip.common.PrefixLimiter#tryTake} is one. */
    @FunctionalInterface
    public interface Admission {
        /** Whether one more answer may go to {@code source}. */
        boolean admits(InetAddress source, long now);
    }

    /**
     * The answer to a message that arrived; empty when it is none of our business or must be dropped.
     *
     * <p>Requests with credentials are left to an ICE agent or to a server that can check them.
     */
    public Optional<StunMessage> answer(StunMessage message, InetSocketAddress from, long now) {
        boolean ours = message.messageClass() == StunClass.REQUEST
                && message.method() == StunMessage.BINDING
                && message.attributes().stream().noneMatch(BindingResponder::isCredential);
        if (!ours || !admission.admits(from.getAddress(), now)) {
            return Optional.empty();
        }
        StunMessage answer = compose(message, from);
        int headers = from.getAddress() instanceof Inet4Address ? UDP_OVER_IPV4 : UDP_OVER_IPV6;
        boolean small = 2 * (answer.length() + headers) <= 3 * (message.length() + headers);
        return small ? Optional.of(answer) : Optional.empty();
    }

    private static boolean isCredential(StunAttribute attribute) {
        return attribute instanceof StunAttribute.Username
                || attribute instanceof StunAttribute.UserHash
                || attribute instanceof StunAttribute.MessageIntegrity
                || attribute instanceof StunAttribute.MessageIntegritySha256;
    }

    private static StunMessage compose(StunMessage request, InetSocketAddress from) {
        List<Integer> unknown = request.unknownRequired();
        StunMessageBuilder answer = unknown.isEmpty()
                ? request.answer(StunClass.SUCCESS).add(new StunAttribute.XorMappedAddress(from))
                : request.answer(StunClass.ERROR)
                        .add(new StunAttribute.ErrorCode(StunAttribute.ErrorCode.UNKNOWN_ATTRIBUTE, ""))
                        .add(new StunAttribute.UnknownAttributes(unknown));
        return (request.hasFingerprint() ? answer.fingerprint() : answer).build();
    }
}
