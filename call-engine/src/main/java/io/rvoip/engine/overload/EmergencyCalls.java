package io.rvoip.engine.overload;

import io.rvoip.engine.trunk.Trunks;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.uri.OtherUri;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import java.util.Optional;

/**
 * Which calls are for help: those to {@code urn:service:sos} and the services below it (RFC 5031), and those to the
 * numbers named here. They are let in before all others, never in place of a credential. Immutable.
 *
 * @param numbers as users dial them, digits alone; up to 32 of up to 15 digits. The first is what the URN is dialled as
 */
public record EmergencyCalls(List<String> numbers) {
    /** No number; the URN alone. */
    public static final EmergencyCalls URN_ONLY = new EmergencyCalls(List.of());

    private static final int MOST = 32;
    private static final String SERVICE = "urn:service:sos";

    /** Checks that they are digits. */
    public EmergencyCalls {
        numbers = List.copyOf(numbers);
        if (numbers.size() > MOST) {
            throw new IllegalArgumentException("emergency: " + numbers.size() + " numbers (expected: up to " + MOST + ")");
        }
        for (String number : numbers) {
            if (!number.matches("[0-9]{1,15}")) {
                throw new IllegalArgumentException("emergency: \"" + number + "\" (expected: digits, as in 112)");
            }
        }
    }

    /** Whether a request begins an emergency call. */
    public boolean begunBy(SipRequest request) {
        return request.method().equals(Method.INVITE) && isFor(request.requestUri());
    }

    /** Whether it is an address for help. */
    public boolean isFor(Uri uri) {
        return isService(uri) || !numbers.isEmpty() && !(uri instanceof OtherUri) && numbers.contains(Trunks.user(uri));
    }

    /** Whether it is the URN for help, or that of one of its services, as in {@code urn:service:sos.fire}. */
    public static boolean isService(Uri uri) {
        if (!(uri instanceof OtherUri other) || !other.text().regionMatches(true, 0, SERVICE, 0, SERVICE.length())) {
            return false;
        }
        String text = other.text();
        return text.length() == SERVICE.length() || text.charAt(SERVICE.length()) == '.';
    }

    /** What the URN is dialled as; empty where no number is known. */
    public Optional<String> dialled() {
        return numbers.stream().findFirst();
    }
}
