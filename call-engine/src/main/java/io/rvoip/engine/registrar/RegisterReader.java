package io.rvoip.engine.registrar;

import io.rvoip.engine.auth.Domains;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.SipUri;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Contact and Expires of a REGISTER (RFC 3261 §10.3 steps 6 and 7). Stateless and thread-safe. */
final class RegisterReader {
    private static final long HOUR = 3600;
    private static final int LONGEST_URI = 512;

    private final Domains domains;
    private final RegistrarSettings settings;
    private final PushContacts push;

    RegisterReader(Domains domains, RegistrarSettings settings, PushContacts push) {
        this.push = push;
        this.domains = domains;
        this.settings = settings;
    }

    RegisterWish read(SipRequest request, Flow flow) {
        if (request.problemIn(HeaderKind.CONTACT).isPresent()) {
            return new RegisterWish.Invalid(400, "malformed Contact");
        }
        RegisterWish.Invalid fault = FirstHop.fault(request);
        if (fault != null) {
            return fault;
        }
        List<Contact> contacts = request.headers(HeaderKind.CONTACT);
        if (contacts.stream().anyMatch(Contact::isStar)) {
            return star(request, contacts);
        }
        if (contacts.isEmpty()) {
            return new RegisterWish.Fetch();
        }
        if (contacts.size() > settings.maxContacts()) {
            return new RegisterWish.Invalid(403, "more contacts than a user may have");
        }
        List<ContactWish> wishes = new ArrayList<>(contacts.size());
        for (Contact contact : contacts) {
            fault = add(request, flow, contact, wishes);
            if (fault != null) {
                return fault;
            }
        }
        RegisterWish.Change change = new RegisterWish.Change(wishes);
        boolean alone = wishes.stream().filter(wish -> !wish.removes()).count() == 1;
        return change.hasFlow() && !alone
                ? new RegisterWish.Invalid(400, "a flow together with other contacts (RFC 5626 §6)") : change;
    }

    private static RegisterWish star(SipRequest request, List<Contact> contacts) {
        boolean zero = request.header(HeaderKind.EXPIRES).filter(seconds -> seconds == 0).isPresent();
        return contacts.size() == 1 && zero
                ? new RegisterWish.RemoveAll()
                : new RegisterWish.Invalid(400, "Contact: * with other contacts or without Expires: 0");
    }

    private RegisterWish.@Nullable Invalid add(
            SipRequest request, Flow flow, Contact contact, List<ContactWish> wishes) {
        if (!(contact.uri() instanceof SipUri uri) || contact.uri().toString().length() > LONGEST_URI) {
            return new RegisterWish.Invalid(400, "a contact that is no sip: or sips: URI, or too long");
        }
        if (uri.secure() && !flow.protocol().secure()) {
            return new RegisterWish.Invalid(400, "a sips: contact over a transport that is not secure");
        }
        long wanted = wanted(request, contact);
        RegisterWish.Invalid fault = FirstHop.fault(request, contact);
        if (fault == null && wanted > 0) {
            fault = push.fault(uri);
        }
        if (fault != null) {
            return fault;
        }
        if (wanted > 0 && domains.leadsHere(uri, flow)) {
            return new RegisterWish.Invalid(403, "a contact that leads back to this server");
        }
        boolean pushed = push.isPushed(uri);
        if (wanted > 0 && wanted < leastSeconds(pushed) && wanted < HOUR) {
            return new RegisterWish.Invalid(423, "a shorter time than is granted");
        }
        long granted = Math.min(wanted, settings.maxExpires().toSeconds());
        wishes.add(new ContactWish(uri.withoutHeaders().detached(), contact.q(), granted, FirstHop.device(request, contact, pushed)));
        return null;
    }

    long leastSeconds(boolean pushed) {
        long least = settings.minExpires().toSeconds();
        return pushed ? Math.max(least, PushContacts.SHORTEST) : least;
    }

    /** A malformed value counts as the default (§20.10, §20.19). */
    private long wanted(SipRequest request, Contact contact) {
        long otherwise = settings.defaultExpires().toSeconds();
        if (contact.parameters().has("expires")) {
            return contact.expires() < 0 ? otherwise : contact.expires();
        }
        return request.header(HeaderKind.EXPIRES).orElse(otherwise);
    }
}
