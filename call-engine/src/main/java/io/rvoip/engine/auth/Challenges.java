package io.rvoip.engine.auth;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestChallenge;
import io.rvoip.sip.header.RetryAfter;
import io.rvoip.sip.transport.Amplification;
import java.util.List;

/**
 * Writes 401 and 407: one challenge for each algorithm, strongest first (RFC 8760 §2.3), as many as keep the answer
 * within one and a half times the request, but always one. So nobody is hit with more than an attacker spends on a
 * forged source address. {@link PlainPhones} get the one they know. Stateless and thread-safe.
 */
final class Challenges {
    /** A To tag is added later: {@code ;tag=} and up to 20 characters. */
    private static final int TAG = 25;
    private static final int CRLF_AND_COLON = 4;

    private static final String NONCE = "*".repeat(Nonces.LENGTH);

    private final List<Form> forms;
    private final List<Form> forPlainPhones;

    /** A challenge but for its nonce, whose place the stars hold: only that differs from one to the next. */
    private record Form(DigestAlgorithm algorithm, String fresh, String stale) {
        static Form of(String realm, DigestAlgorithm algorithm, String qop) {
            DigestChallenge challenge = DigestChallenge.of(realm, NONCE, algorithm).with("qop", qop);
            return new Form(algorithm, challenge.toString(), challenge.withStale().toString());
        }

        String with(String nonce, boolean old) {
            String form = old ? stale : fresh;
            int at = form.lastIndexOf(NONCE); // the realm comes before it
            return form.substring(0, at) + nonce + form.substring(at + NONCE.length());
        }
    }

    Challenges(String realm, AuthSettings settings) {
        String qop = settings.offerIntegrity() ? "auth,auth-int" : "auth";
        forms = settings.algorithms().stream().map(algorithm -> Form.of(realm, algorithm, qop)).toList();
        List<Form> plain = forms.stream().filter(form -> form.algorithm() == DigestAlgorithm.MD5).toList();
        forPlainPhones = plain.isEmpty() ? forms : plain;
    }

    SipResponse.Builder write(SipRequest request, ChallengeKind kind, String nonce, boolean stale) {
        SipResponse.Builder response = request.respond(kind.status());
        int room = Amplification.room(request) - response.encodedLength()
                - (request.to().tag().isPresent() ? 0 : TAG);
        boolean first = true;
        for (Form form : PlainPhones.sent(request) ? forPlainPhones : forms) {
            String challenge = form.with(nonce, stale);
            int size = kind.challenge().name().length() + CRLF_AND_COLON + challenge.length();
            if (first || size <= room) {
                response.addRaw(kind.challenge().name(), challenge);
                room -= size;
                first = false;
            }
        }
        return response;
    }

    /** All of them, for a protocol that needs not fear forged sources. */
    List<String> texts(String nonce, boolean stale) {
        return forms.stream().map(form -> form.with(nonce, stale)).toList();
    }

    /** The answer to an overloaded source: smaller than any request. */
    static SipResponse.Builder unavailable(SipRequest request, long retryAfterSeconds) {
        return request.respond(503)
                .set(HeaderKind.RETRY_AFTER, RetryAfter.of(retryAfterSeconds));
    }
}
