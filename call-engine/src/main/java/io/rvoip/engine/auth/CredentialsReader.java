package io.rvoip.engine.auth;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipSyntaxException;
import io.rvoip.sip.auth.DigestAlgorithm;
import io.rvoip.sip.auth.DigestCredentials;
import io.rvoip.sip.uri.Uri;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the credentials for our realm in a request and measures their form, before anything is computed or looked up.
 * Stateless and thread-safe.
 */
final class CredentialsReader {
    private static final int LONGEST = 256;
    private static final int MD5_DIGITS = 32;
    private static final int SHA_DIGITS = 64;

    private final String realm;
    private final AuthSettings settings;

    CredentialsReader(String realm, AuthSettings settings) {
        this.realm = realm;
        this.settings = settings;
    }

    /**
     * Either credentials whose form is good, or what is wrong.
     *
     * @param credentials null when there is a fault
     */
    record Reading(@Nullable DigestCredentials credentials, @Nullable AuthFailure fault) {
        static Reading wrong(AuthFailure fault) {
            return new Reading(null, fault);
        }
    }

    Reading read(SipRequest request, HeaderKind<DigestCredentials> field) {
        if (request.problemIn(field).isPresent()) {
            return Reading.wrong(AuthFailure.MALFORMED);
        }
        DigestCredentials credentials = null;
        for (DigestCredentials each : request.headers(field)) {
            if (each.realm().equals(realm)) {
                if (credentials != null) {
                    return Reading.wrong(AuthFailure.MALFORMED);
                }
                credentials = each;
            }
        }
        if (credentials == null) {
            return Reading.wrong(AuthFailure.NO_CREDENTIALS);
        }
        return judge(credentials, uri -> isFor(request, uri));
    }

    /** The same for credentials of a request that is none of SIP. */
    Reading read(String field, String target) {
        try {
            DigestCredentials credentials = DigestCredentials.of(field);
            return credentials.realm().equals(realm) ? judge(credentials, target::equals) : Reading.wrong(AuthFailure.NO_CREDENTIALS);
        } catch (SipSyntaxException malformed) {
            return Reading.wrong(AuthFailure.MALFORMED);
        }
    }

    private Reading judge(DigestCredentials credentials, Predicate<String> covers) {
        if (!isWellFormed(credentials)) {
            return Reading.wrong(AuthFailure.MALFORMED);
        }
        if (!covers.test(credentials.uri())) {
            return Reading.wrong(AuthFailure.WRONG_URI);
        }
        Optional<DigestAlgorithm> algorithm = credentials.algorithm();
        if (algorithm.isEmpty() || !settings.algorithms().contains(algorithm.get())) {
            return Reading.wrong(AuthFailure.ALGORITHM);
        }
        if (credentials.qop().isEmpty() && (!settings.rfc2069() || algorithm.get().session())) {
            return Reading.wrong(AuthFailure.QOP);
        }
        return new Reading(credentials, null);
    }

    private static boolean isWellFormed(DigestCredentials credentials) {
        Optional<DigestAlgorithm> algorithm = credentials.algorithm();
        boolean md5 = algorithm.isPresent() && algorithm.get().base() == DigestAlgorithm.MD5;
        String response = credentials.response();
        boolean digits = response.length() == (md5 ? MD5_DIGITS : SHA_DIGITS) && isHexadecimal(response);
        return (digits || algorithm.isEmpty())
                && fits(credentials.username()) && fits(credentials.nonce())
                && credentials.cnonce().map(CredentialsReader::fits).orElse(true)
                && credentials.qop().map(CredentialsReader::isKnown).orElse(true)
                && (credentials.qop().isEmpty() || credentials.nonceCount() > 0 && credentials.cnonce().isPresent());
    }

    private static boolean isHexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(String value) {
        return !value.isEmpty() && value.length() <= LONGEST;
    }

    private static boolean isKnown(String qop) {
        return qop.equals("auth") || qop.equals("auth-int");
    }

    /** The digest must cover what is asked for (RFC 7616 §3.4.6). */
    private static boolean isFor(SipRequest request, String uri) {
        Uri asked = request.requestUri();
        if (asked.toString().equals(uri)) {
            return true;
        }
        try {
            return Uri.of(uri).equivalentTo(asked);
        } catch (SipSyntaxException malformed) {
            return false;
        }
    }
}
