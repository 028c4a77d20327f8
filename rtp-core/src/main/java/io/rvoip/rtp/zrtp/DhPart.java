package io.rvoip.rtp.zrtp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A public value, and hashes of the secrets its sender remembers (RFC 6189 sections 5.5 and 5.6).
 *
 * @param octets the whole message
 * @param ids rs1, rs2, auxsecret and pbxsecret, eight octets each
 */
record DhPart(byte[] octets, byte[] h1, byte[][] ids, byte[] publicValue) {
    static final String FIRST = "DHPart1 ";
    static final String SECOND = "DHPart2 ";

    private static final int H1_AT = 12;
    private static final int IDS_AT = 44;
    private static final int ID_BYTES = 8;
    private static final int IDS = 4;
    private static final int VALUE_AT = IDS_AT + IDS * ID_BYTES;

    static DhPart write(ZrtpMath math, String type, HashChain chain, byte[][] ids, byte[] publicValue) {
        byte[] message = ZrtpPacket.message(type,
                VALUE_AT - ZrtpPacket.CONTENT_AT + publicValue.length + ZrtpMath.SHORT_MAC);
        System.arraycopy(chain.image(1), 0, message, H1_AT, HashChain.BYTES);
        for (int i = 0; i < IDS; i++) {
            System.arraycopy(ids[i], 0, message, IDS_AT + i * ID_BYTES, ID_BYTES);
        }
        System.arraycopy(publicValue, 0, message, VALUE_AT, publicValue.length);
        Sealed.seal(math, message, chain.image(0));
        return new DhPart(message, chain.image(1), ids, publicValue);
    }

    /** Null when the length is not that of the agreed kind. */
    static @Nullable DhPart read(byte[] message, int publicBytes) {
        if (message.length != VALUE_AT + publicBytes + ZrtpMath.SHORT_MAC) {
            return null;
        }
        byte[][] ids = new byte[IDS][];
        for (int i = 0; i < IDS; i++) {
            ids[i] = Arrays.copyOfRange(message, IDS_AT + i * ID_BYTES, IDS_AT + (i + 1) * ID_BYTES);
        }
        return new DhPart(message, Arrays.copyOfRange(message, H1_AT, H1_AT + HashChain.BYTES), ids,
                Arrays.copyOfRange(message, VALUE_AT, VALUE_AT + publicBytes));
    }
}
