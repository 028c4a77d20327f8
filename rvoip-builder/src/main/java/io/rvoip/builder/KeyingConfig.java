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
 * @param zrtp our side of ZRTP, for phones that call somebody without it; where it is empty ZRTP only passes between phones
 */
public record KeyingConfig(Optional<MikeyConfig> mikey, Optional<ZrtpConfig> zrtp) {
    /** None of them. */
    public static final KeyingConfig NONE = new KeyingConfig(Optional.empty(), Optional.empty());

    /** With MIKEY. */
    public KeyingConfig withMikey(MikeyConfig ours) {
        return new KeyingConfig(Optional.of(ours), zrtp);
    }

    /** With an end of ZRTP here. */
    public KeyingConfig withZrtp(ZrtpConfig ours) {
        return new KeyingConfig(mikey, Optional.of(ours));
    }

    /** A policy with what is configured here. */
    SrtpPolicy added(SrtpPolicy usual) {
        if (usual.use() == SrtpUse.OFF) {
            return usual;
        }
        if (mikey.filter(MikeyConfig::alone).isPresent()) {
            return usual.insisting(Keying.MIKEY);
        }
        Set<Keying> ways = new HashSet<>(usual.keying());
        mikey.ifPresent(ours -> ways.add(Keying.MIKEY));
        zrtp.ifPresent(ours -> ways.add(Keying.ZRTP));
        return usual.withKeying(ways);
    }
}
