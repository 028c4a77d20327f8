package io.rvoip.engine.proxy;

import io.rvoip.engine.registrar.Gruus;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contacts of redirects that a request for a user of ours is sent to instead (RFC 3261 §16.5, §16.7 step 4): none of them
 * twice, a bounded number, and for a {@code sips:} request none that is less. Of one request; confined to the loop.
 */
final class Recursion {
    private final boolean secure;
    private final List<Uri> known = new ArrayList<>();
    private int left;

    private Recursion(SipUri uri, int most) {
        secure = uri.secure();
        left = most;
        known.add(uri);
    }

    /**
     * For a request that we are responsible for; null where redirects are none of our business, which is so for the address
     * of a single phone (RFC 5627 §6.1).
     *
     * @param most how many contacts are tried
     */
    static @Nullable Recursion of(SipRequest request, int most) {
        return request.requestUri() instanceof SipUri uri && !Gruus.isGruu(uri) ? new Recursion(uri, most) : null;
    }

    /** A place that is tried anyway. */
    void tried(Uri uri) {
        known.add(uri);
    }

    /** The places of a group that no contact led to yet. */
    List<Place> untried(List<Place> group) {
        return group.stream().filter(place -> place.phone() == null || known.stream().noneMatch(place.uri()::equivalentTo)).toList();
    }

    /** The contacts of a 3xx that are to be tried, the best first; from now on they count as tried. */
    List<SipUri> take(SipResponse redirect) {
        List<Contact> best = new ArrayList<>(redirect.headers(HeaderKind.CONTACT));
        best.removeIf(Contact::isStar);
        best.sort(Comparator.comparingDouble(Contact::q).reversed());
        List<SipUri> taken = new ArrayList<>(best.size());
        for (Contact contact : best) {
            if (left > 0 && contact.uri() instanceof SipUri uri && isFresh(uri)) {
                left--;
                SipUri target = uri.withoutHeaders().detached();
                known.add(target);
                taken.add(target);
            }
        }
        return taken;
    }

    private boolean isFresh(SipUri uri) {
        return (uri.secure() || !secure) && known.stream().noneMatch(uri::equivalentTo);
    }

    /** What is left of a 3xx for its sender, who is not to try the same places again; null when that is nothing. */
    @Nullable Answer rest(SipResponse redirect) {
        List<Contact> rest = new ArrayList<>(redirect.headers(HeaderKind.CONTACT));
        rest.removeIf(contact -> contact.isStar() || known.stream().anyMatch(contact.uri()::equivalentTo));
        return rest.isEmpty() ? null : Answer.of(redirect.toBuilder().setAll(HeaderKind.CONTACT, rest).build());
    }
}
