package io.rvoip.sip.auth;

import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.internal.Chars;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The math of digest authentication (RFC 7616 §3.4). Texts are hashed as UTF-8, results are lower-case hexadecimal.
 * What is secret here is HA1: it is worth as much as the password in its realm. Stateless and thread-safe.
 */
public final class Digest {
    private final CryptoProvider crypto;

    /** Uses the hashes of {@code crypto}. */
    public Digest(CryptoProvider crypto) {
        this.crypto = crypto;
    }

    /** Whether there is the hash it takes. */
    public boolean knows(DigestAlgorithm algorithm) {
        return crypto.hasDigest(algorithm.hash());
    }

    /** {@code H(username:realm:password)}, the form in which a server keeps passwords; the same for {@code -sess}. */
    public String ha1(DigestAlgorithm algorithm, String username, String realm, String password) {
        return hash(algorithm, username + ":" + realm + ":" + password);
    }

    /**
     * Answers a challenge with the best quality of protection it offers: auth-int, auth, none.
     *
     * @param uri    the Request-URI as it will be sent
     * @param cnonce fresh and unguessable, not empty
     * @param nc     how often this nonce is used, from 1
     * @param body   the request's body, for auth-int
     * @return empty when the algorithm or every offered quality is unknown
     */
    public Optional<DigestCredentials> answer(DigestChallenge challenge, String username, String ha1, Method method,
            String uri, String cnonce, long nc, byte[] body) {
        DigestAlgorithm algorithm = challenge.algorithm().orElse(null);
        String qop = best(challenge);
        if (algorithm == null || qop == null) {
            return Optional.empty();
        }
        if (cnonce.isEmpty() || nc < 1 || nc > 0xffff_ffffL) {
            throw new SipSyntaxException("digest: nc " + nc + " (expected: 1-4294967295 and a cnonce)");
        }
        AuthParameters p = AuthParameters.NONE.with("username", username).with("realm", challenge.realm())
                .with("nonce", challenge.nonce()).with("uri", uri).with("response", "");
        if (challenge.parameter("algorithm").isPresent()) {
            p = p.with("algorithm", algorithm.token());
        }
        if (!qop.isEmpty() || algorithm.session()) {
            p = p.with("cnonce", cnonce);
        }
        if (!qop.isEmpty()) {
            p = p.with("qop", qop, false).with("nc", String.format(Locale.ROOT, "%08x", nc));
        }
        if (challenge.opaque().isPresent()) {
            p = p.with("opaque", challenge.opaque().get());
        }
        DigestCredentials unsigned = new DigestCredentials(p);
        return Optional.of(unsigned.with("response", compute(unsigned, algorithm, ha1, method.name(), body)));
    }

    private static @Nullable String best(DigestChallenge challenge) {
        if (challenge.parameter("qop").isEmpty()) {
            return "";
        }
        if (challenge.qop().contains("auth-int")) {
            return "auth-int";
        }
        return challenge.qop().contains("auth") ? "auth" : null;
    }

    /**
     * Whether credentials prove knowledge of {@code ha1}. Compares in constant time. Nonce, nonce count, realm, uri
     * and whether the algorithm and quality were offered are for the caller to check.
     *
     * @param ha1  made with the algorithm's {@link DigestAlgorithm#base()}
     * @param body the request's body, for auth-int
     * @return false also for an unknown algorithm, an unknown quality of protection, or one without nc and cnonce
     */
    public boolean verify(DigestCredentials credentials, String ha1, Method method, byte[] body) {
        DigestAlgorithm algorithm = credentials.algorithm().orElse(null);
        String qop = credentials.qop().orElse("");
        boolean counted = credentials.nonceCount() > 0 && !credentials.cnonce().orElse("").isEmpty();
        boolean sound = qop.isEmpty() || counted && (qop.equals("auth") || qop.equals("auth-int"));
        if (algorithm == null || !sound) {
            return false;
        }
        return Bytes.constantTimeEquals(compute(credentials, algorithm, ha1, method.name(), body),
                credentials.response().toLowerCase(Locale.ROOT));
    }

    /**
     * The server's proof for Authentication-Info (RFC 7616 §3.5).
     *
     * @param body the response's body, for auth-int
     */
    public String responseAuth(DigestCredentials request, String ha1, byte[] body) {
        return compute(request, request.algorithm().orElse(DigestAlgorithm.MD5), ha1, "", body);
    }

    private String compute(DigestCredentials c, DigestAlgorithm algorithm, String ha1, String method, byte[] body) {
        String key = algorithm.session()
                ? hash(algorithm, ha1 + ":" + c.nonce() + ":" + c.cnonce().orElse("")) : ha1;
        String qop = c.qop().orElse("");
        String a2 = method + ":" + c.uri();
        if (qop.equals("auth-int")) {
            a2 = a2 + ":" + Bytes.hex(crypto.digest(algorithm.hash()).digest(body));
        }
        String middle = qop.isEmpty() ? c.nonce()
                : c.nonce() + ":" + c.parameter("nc").orElse("") + ":" + c.cnonce().orElse("") + ":" + qop;
        return hash(algorithm, key + ":" + middle + ":" + hash(algorithm, a2));
    }

    private String hash(DigestAlgorithm algorithm, String text) {
        return Bytes.hex(crypto.digest(algorithm.hash()).digest(Chars.bytes(text)));
    }
}
