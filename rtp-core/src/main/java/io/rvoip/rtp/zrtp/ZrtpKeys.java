package io.rvoip.rtp.zrtp;

import io.rvoip.common.Secret;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import java.util.Arrays;

/** All keys of one stream, from its s0 (RFC 6189 section 4.5.3). */
record ZrtpKeys(ZrtpAlgorithms.Choice choice, Side initiator, Side responder) {
    /** What one side encrypts its media and its Confirm with. */
    record Side(byte[] keyAndSalt, byte[] macKey, byte[] confirmKey) {
        void wipe() {
            Arrays.fill(keyAndSalt, (byte) 0);
            Arrays.fill(macKey, (byte) 0);
            Arrays.fill(confirmKey, (byte) 0);
        }
    }

    static final String KEYING = "zrtp";

    /** @param context both ZIDs and the hash of all messages */
    static ZrtpKeys derive(ZrtpMath math, ZrtpAlgorithms.Choice choice, byte[] s0, byte[] context) {
        return new ZrtpKeys(choice, side(math, choice, s0, context, "Initiator"),
                side(math, choice, s0, context, "Responder"));
    }

    private static Side side(ZrtpMath math, ZrtpAlgorithms.Choice choice, byte[] s0, byte[] context, String who) {
        Hash hash = choice.hash();
        int keyBytes = choice.cipher().keyBytes();
        int saltBytes = choice.suite().saltBytes();
        byte[] key = math.derive(hash, s0, who + " SRTP master key", context, keyBytes);
        byte[] salt = math.derive(hash, s0, who + " SRTP master salt", context, saltBytes);
        byte[] both = Arrays.copyOf(key, keyBytes + saltBytes);
        System.arraycopy(salt, 0, both, keyBytes, saltBytes);
        Arrays.fill(key, (byte) 0);
        return new Side(both, math.derive(hash, s0, who + " HMAC key", context, hash.bytes()),
                math.derive(hash, s0, who + " ZRTP key", context, keyBytes));
    }

    SrtpKeys srtp(boolean weInitiated) {
        return new SrtpKeys(KEYING, master(weInitiated ? initiator : responder), master(weInitiated ? responder : initiator));
    }

    private SrtpMasterKey master(Side side) {
        return SrtpMasterKey.of(choice.suite(), Secret.of(side.keyAndSalt));
    }

    void wipe() {
        initiator.wipe();
        responder.wipe();
    }
}
