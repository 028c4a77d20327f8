package io.rvoip.session.offer;

import io.rvoip.common.IdSource;
import io.rvoip.common.SecurityProfile;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a leg may offer and take in descriptions. Immutable.
 *
 * @param use whether media is encrypted
 * @param suites allowed ones, best first; none only when {@code use} is {@link SrtpUse#OFF}
 * @param overClearSignalling whether keys may be in descriptions that anyone on their way can read
 * @param keying the ways to agree on keys; those in descriptions are offered first where both may be
 * @param mikey our side of MIKEY, without which legs have none
 * @param cryptex whether the heads of packets are encrypted too (RFC 9335): offered and taken, or not
 * @param extensions whether header extensions are encrypted by themselves (RFC 6904); jitsi-srtp cannot
 */
public record SrtpPolicy(SrtpUse use, List<SrtpSuite> suites, boolean overClearSignalling, Set<Keying> keying,
        @Nullable MikeyEndpoint mikey, Cryptex cryptex, EncryptedExtensions extensions) {
    /** Plain RTP. */
    public static final SrtpPolicy OFF = new SrtpPolicy(SrtpUse.OFF, List.of(), false, Set.of());

    private static final List<SrtpSuite> EVERYTHING = List.of(
            SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80, SrtpSuite.AEAD_AES_256_GCM,
            SrtpSuite.AES_256_CM_HMAC_SHA1_80, SrtpSuite.AES_192_CM_HMAC_SHA1_80, SrtpSuite.AES_CM_128_HMAC_SHA1_32,
            SrtpSuite.AES_256_CM_HMAC_SHA1_32, SrtpSuite.AES_192_CM_HMAC_SHA1_32);

    /** Checks that there is a suite, and a way to its keys. */
    public SrtpPolicy {
        suites = List.copyOf(suites);
        keying = Set.copyOf(keying);
        if (keying.isEmpty() && use != SrtpUse.OFF) {
            throw new IllegalArgumentException("keying: none (expected: at least one way)");
        }
        if (suites.isEmpty() && use != SrtpUse.OFF) {
            throw new IllegalArgumentException("suites: none (expected: at least one)");
        }
    }

    /** Without a side of ours in MIKEY, and with heads in clear. */
    public SrtpPolicy(SrtpUse use, List<SrtpSuite> suites, boolean overClearSignalling, Set<Keying> keying) {
        this(use, suites, overClearSignalling, keying, null, Cryptex.OFF, EncryptedExtensions.OFF);
    }

    /** What a profile allows, best first: of the laboratory everything this build has. */
    public static List<SrtpSuite> suites(SecurityProfile profile) {
        return switch (profile) {
            case DEVELOPMENT -> EVERYTHING;
            case STANDARD -> List.of(SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_CM_128_HMAC_SHA1_80);
            case HIGH_SECURITY -> List.of(
                    SrtpSuite.AEAD_AES_256_GCM, SrtpSuite.AEAD_AES_128_GCM, SrtpSuite.AES_256_CM_HMAC_SHA1_80);
            case ENTERPRISE -> List.of(SrtpSuite.AEAD_AES_256_GCM, SrtpSuite.AEAD_AES_128_GCM);
            case GOVERNMENT -> List.of(SrtpSuite.AEAD_AES_256_GCM);
        };
    }

    /** What a profile makes of the heads of packets: nobody has to have this but those of the strictest. */
    public static Cryptex cryptex(SecurityProfile profile) {
        return profile == SecurityProfile.GOVERNMENT ? Cryptex.REQUIRED : Cryptex.USED;
    }

    /** This use with these suites, with keys in descriptions over encrypted signalling only. */
    public static SrtpPolicy of(SrtpUse use, List<SrtpSuite> suites) {
        return new SrtpPolicy(use, suites, false, use == SrtpUse.OFF ? Set.of() : Set.of(Keying.SDES));
    }

    /** Other ways to agree on keys. */
    public SrtpPolicy withKeying(Set<Keying> changed) {
        return new SrtpPolicy(use, suites, overClearSignalling, changed, mikey, cryptex, extensions);
    }

    /** Without that way, where there are others. */
    public SrtpPolicy without(Keying way) {
        Set<Keying> others = new HashSet<>(keying);
        others.remove(way);
        return others.isEmpty() ? this : withKeying(others);
    }

    /** Keys may be in descriptions that anyone can read, or not. */
    public SrtpPolicy withOverClearSignalling(boolean allowed) {
        return new SrtpPolicy(use, suites, allowed, keying, mikey, cryptex, extensions);
    }

    /** With heads of packets encrypted too, or not. */
    public SrtpPolicy withCryptex(Cryptex changed) {
        return new SrtpPolicy(use, suites, overClearSignalling, keying, mikey, changed, extensions);
    }

    /** With header extensions encrypted by themselves, or not. */
    public SrtpPolicy withExtensions(EncryptedExtensions changed) {
        return new SrtpPolicy(use, suites, overClearSignalling, keying, mikey, cryptex, changed);
    }

    /** With our side of MIKEY. */
    public SrtpPolicy withMikey(@Nullable MikeyEndpoint endpoint) {
        return new SrtpPolicy(use, suites, overClearSignalling, keying, endpoint, cryptex, extensions);
    }

    /** The same suites, with keys agreed on in this one way, and no way round them. */
    public SrtpPolicy insisting(Keying way) {
        return new SrtpPolicy(SrtpUse.REQUIRED, suites, overClearSignalling, Set.of(way), mikey, cryptex, extensions);
    }

    /** What a browser is offered: it knows one way only, and cannot read an offer that leaves it the choice. */
    public SrtpPolicy forBrowsers() {
        return overDtls() ? insisting(Keying.DTLS) : this;
    }

    /**
     * What else can be offered to somebody who takes nothing of the usual offer: some devices want exactly one way, by the
     * name of its transport, and cannot read an offer that leaves them the choice.
     */
    public List<Keying> otherOffers() {
        return switch (use) {
            case OFF -> List.of();
            case ACCEPTED, PREFERRED -> Stream.of(Keying.DTLS, Keying.SDES, Keying.MIKEY).filter(keying::contains).toList();
            case REQUIRED -> !overDtls() ? List.of()
                    : keying.contains(Keying.SDES) ? List.of(Keying.DTLS) : overMikey() ? List.of(Keying.MIKEY) : List.of();
        };
    }

    /** Whether a leg can be had at all over such signalling: fingerprints and MIKEY may be read by anyone, keys not. */
    public boolean permits(boolean encryptedSignalling) {
        return use != SrtpUse.REQUIRED || overDtls() || overMikey() || overZrtp() || mayNameKeys(encryptedSignalling);
    }

    /** Whether a leg may agree on its keys by DTLS. */
    public boolean overDtls() {
        return keying.contains(Keying.DTLS);
    }

    /** Whether a leg may agree on its keys by MIKEY. */
    public boolean overMikey() {
        return keying.contains(Keying.MIKEY);
    }

    /** Whether a leg may agree on its keys by ZRTP. */
    public boolean overZrtp() {
        return keying.contains(Keying.ZRTP);
    }

    private boolean mayNameKeys(boolean encryptedSignalling) {
        return keying.contains(Keying.SDES) && (overClearSignalling || encryptedSignalling);
    }

    /**
     * New keys for one leg. Where anyone could read them none are offered unasked, or even taken.
     *
     * @param dtls our side of DTLS in this leg, where {@link #overDtls()}
     * @param zrtp our side of ZRTP in this leg, where {@link #overZrtp()}
     */
    public OwnKeys keys(boolean encryptedSignalling, IdSource random, @Nullable OwnDtls dtls, @Nullable OwnZrtp zrtp) {
        boolean named = mayNameKeys(encryptedSignalling);
        MikeyEndpoint endpoint = mikey;
        OwnMikey exchanges = endpoint == null || !overMikey() ? null : OwnMikey.of(endpoint, suites);
        if (use == SrtpUse.OFF || !named && dtls == null && exchanges == null && zrtp == null) {
            return OwnKeys.NONE;
        }
        boolean unasked = encryptedSignalling || use == SrtpUse.REQUIRED;
        List<SrtpSuite> usable = named ? suites : List.of();
        return new OwnKeys(unasked ? use : SrtpUse.ACCEPTED,
                usable.stream().map(suite -> SrtpMasterKey.random(suite, random)).toList(), dtls, exchanges, zrtp);
    }
}
