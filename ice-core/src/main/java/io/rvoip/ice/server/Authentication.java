package io.rvoip.ice.server;

import io.rvoip.common.IdSource;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.SecurityFeatures;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunAttribute.ErrorCode;
import io.rvoip.ice.stun.StunAttribute.PasswordAlgorithm;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Long-term credentials, the server's side (RFC 8489 §9.2.4). Confined to one loop. */
final class Authentication {
    private final TurnUsers users;
    private final CryptoProvider crypto;
    private final TimeSource time;
    private final List<Integer> algorithms;
    private final Nonces nonces;

    Authentication(TurnUsers users, RelaySettings settings, CryptoProvider crypto, TimeSource time, IdSource ids) {
        this.users = users;
        this.crypto = crypto;
        this.time = time;
        algorithms = settings.md5() ? List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5)
                : List.of(PasswordAlgorithm.SHA256);
        SecurityFeatures features = new SecurityFeatures(true, users.anonymous());
        nonces = new Nonces(features, settings.nonceSeconds(), crypto, ids);
    }

    /**
     * Who asked.
     *
     * @param name as requests give it
     * @param owner whose quota counts
     * @param key of requests and answers
     * @param algorithm the password algorithm the key was made with
     * @param strong whether the request named an algorithm: answers then carry the stronger sum
     */
    record Known(String name, String owner, StunKey key, int algorithm, boolean strong) {}

    /** What came of looking at a request. */
    sealed interface Verdict {}

    /** The request is this user's. */
    record Admitted(Known user) implements Verdict {}

    /**
     * It is not.
     *
     * @param usual whether every client is refused like that once
     */
    record Refused(int code, String why, boolean challenge, boolean usual) implements Verdict {
        static Refused of(int code, String why) {
            return new Refused(code, why, code != ErrorCode.BAD_REQUEST, false);
        }
    }

    /** @param holder who made the allocation the request is about; null without one */
    Verdict check(StunMessage request, ClientLink link, @Nullable Known holder, long now) {
        boolean weakSum = request.attribute(StunAttribute.MessageIntegrity.class).isPresent();
        boolean strongSum = request.attribute(StunAttribute.MessageIntegritySha256.class).isPresent();
        if (!weakSum && !strongSum) {
            return new Refused(ErrorCode.UNAUTHENTICATED, "no credentials", true, true);
        }
        Optional<String> nonce = request.attribute(StunAttribute.Nonce.class).map(StunAttribute.Nonce::value);
        Optional<String> realm = request.attribute(StunAttribute.Realm.class).map(StunAttribute.Realm::value);
        boolean named = request.attribute(StunAttribute.Username.class).isPresent()
                || request.attribute(StunAttribute.UserHash.class).isPresent();
        if (!named || nonce.isEmpty() || realm.isEmpty()) {
            return Refused.of(ErrorCode.BAD_REQUEST, "credentials without user, realm or nonce");
        }
        int algorithm = algorithm(request);
        if (algorithm == 0) {
            return Refused.of(ErrorCode.BAD_REQUEST, "password algorithms that were not offered");
        }
        if (!algorithms.contains(algorithm)) {
            return Refused.of(ErrorCode.UNAUTHENTICATED, "a password keyed by MD5");
        }
        Optional<Known> user = realm.get().equals(users.realm()) ? known(request, algorithm, holder) : Optional.empty();
        if (user.isEmpty() || request.verifies(user.get().key(), crypto) != StunMessage.Integrity.VALID) {
            return Refused.of(ErrorCode.UNAUTHENTICATED, "wrong credentials");
        }
        if (!nonces.good(nonce.get(), link.remote(), now)) {
            return new Refused(ErrorCode.STALE_NONCE, "stale nonce", true, true);
        }
        return new Admitted(user.get());
    }

    /** 0 when what the request says about algorithms does not fit what was offered. */
    private int algorithm(StunMessage request) {
        var listed = request.attribute(StunAttribute.PasswordAlgorithms.class);
        var chosen = request.attribute(PasswordAlgorithm.class);
        if (listed.isEmpty() && chosen.isEmpty()) {
            return PasswordAlgorithm.MD5;
        }
        boolean fits = listed.isPresent() && chosen.isPresent() && listed.get().algorithms().equals(algorithms)
                && algorithms.contains(chosen.get().algorithm());
        return fits ? chosen.get().algorithm() : 0;
    }

    /** A holder stays known while his allocation lives, also when his credentials have ended since: a call may last. */
    private Optional<Known> known(StunMessage request, int algorithm, @Nullable Known holder) {
        Optional<String> name = request.attribute(StunAttribute.Username.class).map(StunAttribute.Username::value)
                .or(() -> request.attribute(StunAttribute.UserHash.class).flatMap(users::name));
        boolean strong = request.attribute(PasswordAlgorithm.class).isPresent();
        if (holder != null && name.filter(holder.name()::equals).isPresent() && holder.algorithm() == algorithm) {
            return Optional.of(new Known(holder.name(), holder.owner(), holder.key(), algorithm, strong));
        }
        return name.flatMap(who -> users.find(who, time.wallClock())).map(login -> {
            String password = login.password().reveal();
            StunKey key = algorithm == PasswordAlgorithm.SHA256
                    ? StunKey.longTermSha256(login.name(), users.realm(), password, crypto)
                    : StunKey.longTerm(login.name(), users.realm(), password, crypto);
            return new Known(login.name(), login.owner(), key, algorithm, strong);
        });
    }

    /** The answer to a request that is nobody's. */
    StunMessage refusal(StunMessage request, Refused refused, ClientLink link, long now) {
        StunMessageBuilder answer = request.answer(StunClass.ERROR).add(new ErrorCode(refused.code(), ""));
        if (refused.challenge()) {
            answer.add(new StunAttribute.Realm(users.realm()))
                    .add(new StunAttribute.Nonce(nonces.issue(link.remote(), now)))
                    .add(new StunAttribute.PasswordAlgorithms(algorithms));
        }
        return finish(request, answer);
    }

    /** Proves to the user that the answer comes from who knows the password. */
    StunMessage sign(StunMessage request, StunMessageBuilder answer, Known user) {
        StunMessageBuilder signed =
                user.strong() ? answer.integritySha256(user.key(), crypto) : answer.integrity(user.key(), crypto);
        return finish(request, signed);
    }

    private static StunMessage finish(StunMessage request, StunMessageBuilder answer) {
        return (request.hasFingerprint() ? answer.fingerprint() : answer).build();
    }
}
