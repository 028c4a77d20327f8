package io.rvoip.ice.internal;

import io.rvoip.common.IdSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import io.rvoip.ice.stun.TransactionId;
import java.net.InetSocketAddress;
import java.util.List;

/** The messages of connectivity checks (RFC 8445 §7). HMAC-SHA1, which every agent knows, unless asked in SHA-256. */
final class CheckMessages {
    private final CryptoProvider crypto;
    private final IdSource ids;

    CheckMessages(CryptoProvider crypto, IdSource ids) {
        this.crypto = crypto;
        this.ids = ids;
    }

    /** What a check says beyond its credentials. */
    record Check(long priority, IceRole role, long tieBreaker, boolean useCandidate) {}

    /** @param local fragment of ours */
    StunMessage request(String local, IceCredentials remote, StunKey remoteKey, Check check) {
        StunMessageBuilder request = StunMessage.bindingRequest(TransactionId.random(ids))
                .add(new StunAttribute.Username(remote.fragment() + ":" + local))
                .add(new StunAttribute.Priority(check.priority()))
                .add(
                        check.role() == IceRole.CONTROLLING
                                ? new StunAttribute.IceControlling(check.tieBreaker())
                                : new StunAttribute.IceControlled(check.tieBreaker()));
        if (check.useCandidate()) {
            request.add(new StunAttribute.UseCandidate());
        }
        return request.integrity(remoteKey, crypto).fingerprint().build();
    }

    StunMessage success(StunMessage request, StunKey key, InetSocketAddress from) {
        StunMessageBuilder answer =
                request.answer(StunClass.SUCCESS).add(new StunAttribute.XorMappedAddress(from));
        return sealed(answer, request, key);
    }

    StunMessage error(StunMessage request, StunKey key, int code) {
        return sealed(request.answer(StunClass.ERROR).add(new StunAttribute.ErrorCode(code, "")), request, key);
    }

    StunMessage unknown(StunMessage request, StunKey key, List<Integer> types) {
        StunMessageBuilder answer = request.answer(StunClass.ERROR)
                .add(new StunAttribute.ErrorCode(StunAttribute.ErrorCode.UNKNOWN_ATTRIBUTE, ""))
                .add(new StunAttribute.UnknownAttributes(types));
        return sealed(answer, request, key);
    }

    /** For someone who did not prove that he knows the password. */
    StunMessage refusal(StunMessage request, int code) {
        return request.answer(StunClass.ERROR)
                .add(new StunAttribute.ErrorCode(code, ""))
                .fingerprint()
                .build();
    }

    /** Keeps NAT bindings open; nobody answers (RFC 8445 §11). */
    StunMessage keepAlive() {
        return StunMessage.builder(StunClass.INDICATION, StunMessage.BINDING, TransactionId.random(ids))
                .fingerprint()
                .build();
    }

    boolean isValid(StunMessage message, StunKey key) {
        return message.verifies(key, crypto) == StunMessage.Integrity.VALID;
    }

    private StunMessage sealed(StunMessageBuilder answer, StunMessage request, StunKey key) {
        boolean strong = request.attribute(StunAttribute.MessageIntegritySha256.class).isPresent();
        return (strong ? answer.integritySha256(key, crypto) : answer.integrity(key, crypto))
                .fingerprint()
                .build();
    }
}
