package io.rvoip.builder;

import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Ways to keys that a platform has only where they are configured. Immutable.
 *
 * @param mikey our side of MIKEY
 */
public record KeyingConfig(Optional<MikeyConfig> mikey) {
    /** None of them. */
    public static final KeyingConfig NONE = new KeyingConfig(Optional.empty());

    /** With MIKEY. */
    public KeyingConfig withMikey(MikeyConfig ours) {
        return new KeyingConfig(Optional.of(ours));
    }

    /** A policy with what is configured here. */
    SrtpPolicy added(SrtpPolicy usual) {
        if (usual.use() == SrtpUse.OFF || mikey.isEmpty()) {
            return usual;
        }
        if (mikey.get().alone()) {
            return usual.insisting(Keying.MIKEY);
        }
        Set<Keying> ways = new HashSet<>(usual.keying());
        ways.add(Keying.MIKEY);
        return usual.withKeying(ways);
    }
}
