package io.rvoip.ice.internal;

import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunKey;
import io.rvoip.ice.stun.StunMessage;
import org.jspecify.annotations.Nullable;

/**
 * What requests for us are addressed by: our credentials, and those from before a restart. Browsers check from new ports with
 * the credentials of our former description, and go on so after they have the new one, for our address is the same in both:
 * who is named by his new fragment is meant, with whichever password of ours he proves himself.
 */
final class OwnNames {
    private final String fragment;
    private final StunKey key;
    private final @Nullable String formerFragment;
    private final @Nullable StunKey formerKey;

    OwnNames(IceCredentials credentials, @Nullable OwnNames former) {
        fragment = credentials.fragment();
        key = StunKey.shortTerm(credentials.password());
        formerFragment = former == null ? null : former.fragment;
        formerKey = former == null ? null : former.key;
    }

    /** Whether our fragment is the first half of its user name (RFC 8445 §7.2.2). */
    boolean isNamed(StunMessage request) {
        return names(request, fragment);
    }

    /** Whether the one before is. */
    boolean isNamedAsBefore(StunMessage request) {
        return formerFragment != null && names(request, formerFragment);
    }

    private static boolean names(StunMessage request, String ours) {
        return request.attribute(StunAttribute.Username.class)
                .map(username -> username.value().startsWith(ours + ":"))
                .orElse(false);
    }

    /** Of the name that it has. */
    StunKey keyOf(StunMessage request) {
        StunKey before = formerKey;
        return before != null && isNamedAsBefore(request) ? before : key;
    }
}
