package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.AuthTag;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Cipher;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import java.util.ArrayList;
import java.util.List;

/**
 * What one side can do, each list in its order of preference and with the mandatory ones (RFC 6189 section 5.2).
 *
 * @param hashes among them SHA-256
 * @param ciphers among them AES-128
 * @param authTags both
 * @param agreements among them DH3k, never Mult, which is a mode
 * @param sasTypes among them B32
 */
public record ZrtpAlgorithms(List<Hash> hashes, List<Cipher> ciphers, List<AuthTag> authTags,
        List<KeyAgreement> agreements, List<SasType> sasTypes) {
    /** All we have: the quickest strong agreement first, the longer tag first. */
    public static final ZrtpAlgorithms ALL = new ZrtpAlgorithms(List.of(Hash.S256, Hash.S384),
            List.of(Cipher.AES1, Cipher.AES3, Cipher.AES2), List.of(AuthTag.HS80, AuthTag.HS32),
            List.of(KeyAgreement.EC25, KeyAgreement.DH3K, KeyAgreement.EC38), List.of(SasType.B32, SasType.B256));

    /** Checks that what everybody must have is there. */
    public ZrtpAlgorithms {
        hashes = List.copyOf(hashes);
        ciphers = List.copyOf(ciphers);
        authTags = List.copyOf(authTags);
        agreements = List.copyOf(agreements);
        sasTypes = List.copyOf(sasTypes);
        require("hashes", hashes, List.of(Hash.S256));
        require("ciphers", ciphers, List.of(Cipher.AES1));
        require("authTags", authTags, List.of(AuthTag.HS80, AuthTag.HS32));
        require("agreements", agreements, List.of(KeyAgreement.DH3K));
        require("sasTypes", sasTypes, List.of(SasType.B32));
        if (agreements.contains(KeyAgreement.EC38) && !hashes.contains(Hash.S384)) {
            throw new IllegalArgumentException("hashes: no S384 (expected: S384 with EC38)");
        }
    }

    /** Those of {@link #ALL}, with the ciphers and tags of these suites first, in their order. */
    public static ZrtpAlgorithms preferring(List<SrtpSuite> suites) {
        List<Cipher> ciphers = new ArrayList<>();
        List<AuthTag> tags = new ArrayList<>();
        for (SrtpSuite suite : suites) {
            for (Cipher cipher : Cipher.values()) {
                for (AuthTag tag : AuthTag.values()) {
                    if (suite(cipher, tag) == suite) {
                        ciphers.add(cipher);
                        tags.add(tag);
                    }
                }
            }
        }
        ciphers.addAll(ALL.ciphers);
        tags.addAll(ALL.authTags);
        return new ZrtpAlgorithms(ALL.hashes, ciphers.stream().distinct().toList(), tags.stream().distinct().toList(),
                ALL.agreements, ALL.sasTypes);
    }

    private static SrtpSuite suite(Cipher cipher, AuthTag tag) {
        boolean full = tag == AuthTag.HS80;
        return switch (cipher) {
            case AES1 -> full ? SrtpSuite.AES_CM_128_HMAC_SHA1_80 : SrtpSuite.AES_CM_128_HMAC_SHA1_32;
            case AES2 -> full ? SrtpSuite.AES_192_CM_HMAC_SHA1_80 : SrtpSuite.AES_192_CM_HMAC_SHA1_32;
            case AES3 -> full ? SrtpSuite.AES_256_CM_HMAC_SHA1_80 : SrtpSuite.AES_256_CM_HMAC_SHA1_32;
        };
    }

    private static void require(String field, List<?> list, List<?> mandatory) {
        if (!list.containsAll(mandatory)) {
            throw new IllegalArgumentException(field + ": " + list + " (expected: " + mandatory + " among them)");
        }
    }

    /**
     * What was chosen for one exchange.
     *
     * @param agreement {@link KeyAgreement#MULT} for a further stream
     */
    record Choice(Hash hash, Cipher cipher, AuthTag authTag, KeyAgreement agreement, SasType sasType) {
        SrtpSuite suite() {
            return ZrtpAlgorithms.suite(cipher, authTag);
        }

        Choice multistream() {
            return new Choice(hash, cipher, authTag, KeyAgreement.MULT, sasType);
        }
    }

    /** What the initiator with these algorithms commits to (section 4.1.2). */
    Choice choose(ZrtpAlgorithms theirs) {
        KeyAgreement agreement = agreement(theirs);
        boolean strong = agreement == KeyAgreement.EC38;
        Cipher cipher = strong && ciphers.contains(Cipher.AES3) && theirs.ciphers.contains(Cipher.AES3)
                ? Cipher.AES3 : first(ciphers, theirs.ciphers);
        return new Choice(strong ? Hash.S384 : first(hashes, theirs.hashes), cipher, first(authTags, theirs.authTags),
                agreement, first(sasTypes, theirs.sasTypes));
    }

    /** Both sides find the same: of the two first choices the faster one. */
    private KeyAgreement agreement(ZrtpAlgorithms theirs) {
        List<KeyAgreement> ours = usable(agreements, theirs);
        KeyAgreement mine = first(ours, theirs.agreements);
        KeyAgreement other = first(theirs.agreements, ours);
        return mine.compareTo(other) <= 0 ? mine : other;
    }

    private List<KeyAgreement> usable(List<KeyAgreement> list, ZrtpAlgorithms theirs) {
        boolean both = hashes.contains(Hash.S384) && theirs.hashes.contains(Hash.S384);
        return list.stream().filter(one -> one != KeyAgreement.EC38 || both).toList();
    }

    private static <T> T first(List<T> wanted, List<T> among) {
        return wanted.stream().filter(among::contains).findFirst().orElseThrow();
    }
}
