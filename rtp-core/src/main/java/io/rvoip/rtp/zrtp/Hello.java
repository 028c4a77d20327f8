package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.zrtp.ZrtpAlgorithm.AuthTag;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Cipher;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is there and what it can do (RFC 6189 section 5.2).
 *
 * @param octets the whole message
 */
record Hello(byte[] octets, String version, byte[] h3, Zid zid, ZrtpAlgorithms algorithms, boolean multistream) {
    static final String TYPE = "Hello   ";
    static final String VERSION = "1.10";

    private static final String CLIENT = "RVOIP for Java  ";
    private static final int VERSION_AT = 12;
    private static final int CLIENT_AT = 16;
    private static final int H3_AT = 32;
    private static final int ZID_AT = 64;
    private static final int COUNTS_AT = 76;
    private static final int LISTS_AT = 80;
    private static final int MOST = 7;

    static Hello write(ZrtpMath math, HashChain chain, Zid zid, ZrtpAlgorithms can) {
        List<List<? extends ZrtpAlgorithm>> lists = List.of(can.hashes(), can.ciphers(), can.authTags(),
                withMultistream(can.agreements()), can.sasTypes());
        int entries = lists.stream().mapToInt(List::size).sum();
        byte[] message = ZrtpPacket.message(TYPE, LISTS_AT - ZrtpPacket.CONTENT_AT + 4 * entries + ZrtpMath.SHORT_MAC);
        ZrtpPacket.put(VERSION, message, VERSION_AT);
        ZrtpPacket.put(CLIENT, message, CLIENT_AT);
        System.arraycopy(chain.image(3), 0, message, H3_AT, HashChain.BYTES);
        System.arraycopy(zid.octets(), 0, message, ZID_AT, Zid.BYTES);
        message[COUNTS_AT + 1] = (byte) lists.get(0).size();
        message[COUNTS_AT + 2] = (byte) (lists.get(1).size() << 4 | lists.get(2).size());
        message[COUNTS_AT + 3] = (byte) (lists.get(3).size() << 4 | lists.get(4).size());
        int at = LISTS_AT;
        for (List<? extends ZrtpAlgorithm> list : lists) {
            for (ZrtpAlgorithm one : list) {
                ZrtpPacket.put(one.code(), message, at);
                at += 4;
            }
        }
        Sealed.seal(math, message, chain.image(2));
        return new Hello(message, VERSION, chain.image(3), zid, can, true);
    }

    private static List<KeyAgreement> withMultistream(List<KeyAgreement> agreements) {
        List<KeyAgreement> all = new ArrayList<>(agreements);
        all.add(KeyAgreement.MULT);
        return all;
    }

    /** Null when it is malformed: lists longer than they may be, or than the message. */
    static @Nullable Hello read(byte[] message) {
        if (message.length < LISTS_AT + ZrtpMath.SHORT_MAC) {
            return null;
        }
        int[] counts = {message[COUNTS_AT + 1] & 0xF, message[COUNTS_AT + 2] >> 4 & 0xF, message[COUNTS_AT + 2] & 0xF,
            message[COUNTS_AT + 3] >> 4 & 0xF, message[COUNTS_AT + 3] & 0xF};
        if (Arrays.stream(counts).anyMatch(count -> count > MOST)
                || LISTS_AT + 4 * Arrays.stream(counts).sum() + ZrtpMath.SHORT_MAC != message.length) {
            return null;
        }
        List<List<String>> lists = new ArrayList<>();
        int at = LISTS_AT;
        for (int count : counts) {
            List<String> list = new ArrayList<>();
            for (int i = 0; i < count; i++, at += 4) {
                list.add(ZrtpPacket.text(message, at));
            }
            lists.add(list);
        }
        return new Hello(message, ZrtpPacket.text(message, VERSION_AT),
                Arrays.copyOfRange(message, H3_AT, H3_AT + HashChain.BYTES), Zid.read(message, ZID_AT),
                algorithms(lists), lists.get(3).contains(KeyAgreement.MULT.code()));
    }

    private static ZrtpAlgorithms algorithms(List<List<String>> lists) {
        List<Hash> hashes = ZrtpAlgorithm.known(Hash.values(), lists.get(0), List.of(Hash.S256));
        List<KeyAgreement> agreements = ZrtpAlgorithm.known(KeyAgreement.values(), lists.get(3), List.of(KeyAgreement.DH3K));
        agreements.remove(KeyAgreement.MULT);
        if (!hashes.contains(Hash.S384)) {
            agreements.remove(KeyAgreement.EC38);
        }
        return new ZrtpAlgorithms(hashes, ZrtpAlgorithm.known(Cipher.values(), lists.get(1), List.of(Cipher.AES1)),
                ZrtpAlgorithm.known(AuthTag.values(), lists.get(2), List.of(AuthTag.HS32, AuthTag.HS80)), agreements,
                ZrtpAlgorithm.known(SasType.values(), lists.get(4), List.of(SasType.B32)));
    }

    /** Whether it is of the version we speak: the first three characters count (section 4.1.1). */
    boolean isOurVersion() {
        return version.regionMatches(0, VERSION, 0, 3);
    }
}
