package io.rvoip.engine.registrar;

import io.rvoip.sip.header.Contact;
import io.rvoip.sip.uri.SipUri;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What contacts say of push notifications (RFC 8599 §5.6.1). Immutable.
 *
 * @param providers who can be asked to send them; empty where nobody can, and nothing of this is looked at
 */
record PushContacts(Set<String> providers) {
    /** A shorter registration would be over before its phone can be woken to refresh it, seconds. */
    static final long SHORTEST = 180;

    PushContacts {
        providers = Set.copyOf(providers);
    }

    /** Why a contact cannot be kept; null when it can. */
    RegisterWish.@Nullable Invalid fault(SipUri contact) {
        String provider = provider(contact).orElse("");
        return provider.isEmpty() || providers.contains(provider)
                ? null : new RegisterWish.Invalid(555, "a push notification service that is not served here");
    }

    /** Whether its phone is to be woken: it names a service and itself. */
    boolean isPushed(SipUri contact) {
        return provider(contact).filter(providers::contains).isPresent()
                && contact.parameter("pn-prid").filter(device -> !device.isEmpty()).isPresent();
    }

    /** The services to be named in the response: the one it asks for, or all when it asks which there are (§5.6.1.2). */
    Stream<String> indicated(Contact contact) {
        if (contact.isStar() || !(contact.uri() instanceof SipUri uri)) {
            return Stream.empty();
        }
        return provider(uri).stream().flatMap(wanted -> providers.stream().sorted()
                .filter(served -> wanted.isEmpty() || served.equals(wanted)));
    }

    /** Empty where there is none, or nobody to serve it. */
    private Optional<String> provider(SipUri contact) {
        return providers.isEmpty() || !contact.hasParameter("pn-provider")
                ? Optional.empty() : Optional.of(contact.parameter("pn-provider").orElse(""));
    }
}
