package io.rvoip.ice.turn;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.ice.stun.SecurityFeatures;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunAttribute.PasswordAlgorithm;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import io.rvoip.ice.stun.StunMessageBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Long-term credentials as a client keeps them: what the last challenge said (RFC 8489 §9.2). */
final class TurnAccount {
    private final TurnServer server;
    private final CryptoProvider crypto;
    private String realm = "";
    private String nonce = "";
    private SecurityFeatures features = SecurityFeatures.NONE;
    private List<Integer> algorithms = List.of();
    private int algorithm;
    private @Nullable StunKey key;

    TurnAccount(TurnServer server, CryptoProvider crypto) {
        this.server = server;
        this.crypto = crypto;
    }

    /** Whether requests are signed. */
    boolean known() {
        return key != null;
    }

    /**
     * Takes a 401 or 438.
     *
     * @return why there is no use in asking again; empty when there is
     */
    Optional<String> challenged(StunMessage answer) {
        var newRealm = answer.attribute(StunAttribute.Realm.class);
        var newNonce = answer.attribute(StunAttribute.Nonce.class);
        if (newRealm.isEmpty() || newNonce.isEmpty()) {
            return Optional.of("a challenge without realm or nonce");
        }
        if (TurnServer.hasControls(newRealm.get().value())) {
            return Optional.of("a realm with control characters");
        }
        SecurityFeatures told = SecurityFeatures.of(newNonce.get().value());
        List<Integer> offered = answer.attribute(StunAttribute.PasswordAlgorithms.class)
                .map(StunAttribute.PasswordAlgorithms::algorithms)
                .orElse(List.of());
        if (told.passwordAlgorithms() && offered.isEmpty()) {
            return Optional.of("PASSWORD-ALGORITHMS were taken out on the way");
        }
        boolean md5 = crypto.hasDigest("MD5");
        int chosen = offered.stream()
                .filter(a -> a == PasswordAlgorithm.MD5 && md5 || a == PasswordAlgorithm.SHA256)
                .findFirst()
                .orElse(offered.isEmpty() && md5 ? PasswordAlgorithm.MD5 : 0);
        if (chosen == 0) {
            return Optional.of("no known password algorithm among " + offered);
        }
        nonce = newNonce.get().value();
        features = told;
        algorithms = offered;
        if (key == null || chosen != algorithm || !realm.equals(newRealm.get().value())) {
            realm = newRealm.get().value();
            algorithm = chosen;
            String password = server.password().reveal();
            key = chosen == PasswordAlgorithm.SHA256
                    ? StunKey.longTermSha256(server.username(), realm, password, crypto)
                    : StunKey.longTerm(server.username(), realm, password, crypto);
        }
        return Optional.empty();
    }

    /** Adds what proves who asks; nothing before the first challenge. */
    StunMessage sign(StunMessageBuilder request) {
        StunKey signing = key;
        if (signing == null) {
            return request.fingerprint().build();
        }
        request.add(
                        features.usernameAnonymity()
                                ? StunKey.userHash(server.username(), realm, crypto)
                                : new StunAttribute.Username(server.username()))
                .add(new StunAttribute.Realm(realm))
                .add(new StunAttribute.Nonce(nonce));
        if (algorithms.isEmpty()) {
            return request.integrity(signing, crypto).fingerprint().build();
        }
        return request.add(new StunAttribute.PasswordAlgorithms(algorithms))
                .add(new PasswordAlgorithm(algorithm))
                .integritySha256(signing, crypto)
                .fingerprint()
                .build();
    }

    /** Whether an answer to a signed request comes from someone who knows the password. */
    boolean trusts(StunMessage answer) {
        StunKey checking = key;
        if (checking == null) {
            return true;
        }
        boolean strong = answer.attribute(StunAttribute.MessageIntegritySha256.class).isPresent();
        return (strong || algorithms.isEmpty())
                && answer.verifies(checking, crypto) == StunMessage.Integrity.VALID;
    }
}
