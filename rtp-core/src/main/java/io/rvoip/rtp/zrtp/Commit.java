package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.zrtp.ZrtpAlgorithm.AuthTag;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Cipher;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's choice and its commitment (RFC 6189 section 5.4).
 *
 * @param octets the whole message
 * @param commitment hvi, or the nonce of a further stream
 */
record Commit(byte[] octets, byte[] h2, Zid zid, ZrtpAlgorithms.Choice choice, byte[] commitment) {
    static final String TYPE = "Commit  ";
    static final int HVI_BYTES = 32;
    static final int NONCE_BYTES = 16;

    private static final int H2_AT = 12;
    private static final int ZID_AT = 44;
    private static final int CHOICE_AT = 56;
    private static final int COMMITMENT_AT = 76;

    static Commit write(ZrtpMath math, HashChain chain, Zid zid, ZrtpAlgorithms.Choice choice, byte[] commitment) {
        byte[] message = ZrtpPacket.message(TYPE,
                COMMITMENT_AT - ZrtpPacket.CONTENT_AT + commitment.length + ZrtpMath.SHORT_MAC);
        System.arraycopy(chain.image(2), 0, message, H2_AT, HashChain.BYTES);
        System.arraycopy(zid.octets(), 0, message, ZID_AT, Zid.BYTES);
        ZrtpPacket.put(choice.hash().code() + choice.cipher().code() + choice.authTag().code()
                + choice.agreement().code() + choice.sasType().code(), message, CHOICE_AT);
        System.arraycopy(commitment, 0, message, COMMITMENT_AT, commitment.length);
        Sealed.seal(math, message, chain.image(1));
        return new Commit(message, chain.image(2), zid, choice, commitment);
    }

    /** The image in a message that may be anything. */
    static byte[] h2(byte[] message) {
        return Arrays.copyOfRange(message, H2_AT, H2_AT + HashChain.BYTES);
    }

    /** What became of reading one: either the commit or the reason to refuse it. */
    record Read(@Nullable Commit commit, ZrtpError error) {
        static Read refused(ZrtpError why) {
            return new Read(null, why);
        }
    }

    static Read read(byte[] message, ZrtpAlgorithms ours) {
        if (message.length < COMMITMENT_AT + NONCE_BYTES + ZrtpMath.SHORT_MAC) {
            return Read.refused(ZrtpError.MALFORMED);
        }
        Hash hash = ZrtpAlgorithm.of(Hash.values(), ZrtpPacket.text(message, CHOICE_AT)).orElse(null);
        Cipher cipher = ZrtpAlgorithm.of(Cipher.values(), ZrtpPacket.text(message, CHOICE_AT + 4)).orElse(null);
        AuthTag tag = ZrtpAlgorithm.of(AuthTag.values(), ZrtpPacket.text(message, CHOICE_AT + 8)).orElse(null);
        KeyAgreement agreement =
                ZrtpAlgorithm.of(KeyAgreement.values(), ZrtpPacket.text(message, CHOICE_AT + 12)).orElse(null);
        SasType sas = ZrtpAlgorithm.of(SasType.values(), ZrtpPacket.text(message, CHOICE_AT + 16)).orElse(null);
        if (hash == null || !ours.hashes().contains(hash)
                || agreement == KeyAgreement.EC38 && hash != Hash.S384) {
            return Read.refused(ZrtpError.HASH);
        } else if (cipher == null || !ours.ciphers().contains(cipher)) {
            return Read.refused(ZrtpError.CIPHER);
        } else if (tag == null) {
            return Read.refused(ZrtpError.AUTH_TAG);
        } else if (agreement == null || agreement != KeyAgreement.MULT && !ours.agreements().contains(agreement)) {
            return Read.refused(ZrtpError.KEY_AGREEMENT);
        } else if (sas == null || !ours.sasTypes().contains(sas)) {
            return Read.refused(ZrtpError.SAS_TYPE);
        }
        int commitment = agreement == KeyAgreement.MULT ? NONCE_BYTES : HVI_BYTES;
        if (message.length != COMMITMENT_AT + commitment + ZrtpMath.SHORT_MAC) {
            return Read.refused(ZrtpError.MALFORMED);
        }
        return new Read(new Commit(message, h2(message),
                Zid.read(message, ZID_AT), new ZrtpAlgorithms.Choice(hash, cipher, tag, agreement, sas),
                Arrays.copyOfRange(message, COMMITMENT_AT, COMMITMENT_AT + commitment)), ZrtpError.OTHER);
    }

    /** Section 4.2: of two commits that crossed, the lower one is discarded. */
    boolean prevailsOver(Commit other) {
        return Arrays.compareUnsigned(commitment, other.commitment) > 0;
    }
}
