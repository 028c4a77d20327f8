package io.rvoip.session;

import io.rvoip.sip.header.Contact;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Whom to call next: the target and, when redirects are followed, the contacts of each 3xx (RFC 3261 §8.1.3.4). */
final class Redirects {
    private final List<Uri> targets = new ArrayList<>();
    private final int limit;
    private int at;

    Redirects(Uri target, int maxRedirects) {
        targets.add(target);
        limit = maxRedirects + 1;
    }

    Uri current() {
        return targets.get(at);
    }

    /** Moves to the next target; false when all were tried. */
    boolean next() {
        if (at + 1 >= targets.size()) {
            return false;
        }
        at++;
        return true;
    }

    /** Puts contacts before the targets not tried yet, best first; none is called twice. */
    void add(List<Contact> contacts) {
        List<Contact> best = new ArrayList<>(contacts);
        best.sort(Comparator.comparingDouble(Contact::q).reversed());
        int where = at + 1;
        for (Contact contact : best) {
            if (targets.size() < limit && isCallable(contact.uri())) {
                targets.add(where++, contact.uri().detached());
            }
        }
    }

    /** A call that began with {@code sips:} does not go on with less (RFC 5630 §3.1.3). */
    private boolean isCallable(Uri uri) {
        return uri instanceof SipUri sip && (sip.secure() || !Uris.isSecure(targets.get(0)))
                && targets.stream().noneMatch(uri::equivalentTo);
    }
}
