package io.rvoip.rtp.srtp;

import io.rvoip.rtp.srtp.HeaderProtection.Cryptex;
import java.security.GeneralSecurityException;

/**
 * Sees to the heads of the RTP packets of one key: what of them is encrypted with the payload (cryptex, RFC 9335), and what on
 * its own before (RFC 6904). Says for each packet where its encrypted part begins.
 */
final class HeadGuard {
    /** By how much a packet may grow: an extension for packets that have CSRCs alone. */
    static final int EXTENSION_HEAD = 4;
    private static final int FIXED = 12;
    private static final int EXTENSION_BIT = 0x10;
    private static final int CRYPTEX_ONE_BYTE = 0xC0DE;
    private static final int CRYPTEX_TWO_BYTES = 0xC2DE;

    private final ElementCipher elements;
    private Cryptex cryptex = Cryptex.OFF;
    private boolean choosing;
    private boolean whole;
    private int body;
    private int csrcs;

    HeadGuard(ElementCipher elements) {
        this.elements = elements;
    }

    void protect(HeaderProtection how) {
        cryptex = how.cryptex();
        choosing = !how.elements().isEmpty();
        elements.choose(how.elements());
    }

    /** Whether heads go as they are. */
    boolean idle() {
        return cryptex == Cryptex.OFF && !choosing;
    }

    /** Octets that stay readable, before CSRCs that {@link #csrcs} counts change places with what is behind them. */
    int body() {
        return body;
    }

    /** Octets of CSRCs that are encrypted too; 0: none are. */
    int csrcs() {
        return csrcs;
    }

    /** Whether the packet needs room for an extension of its own. */
    boolean needsExtension(PacketSpan span) {
        return cryptex != Cryptex.OFF && !hasExtension(span) && csrcOctets(span) > 0;
    }

    private static boolean hasExtension(PacketSpan span) {
        return (span.data()[span.start()] & EXTENSION_BIT) != 0;
    }

    private static int csrcOctets(PacketSpan span) {
        return 4 * (span.data()[span.start()] & 0x0F);
    }

    /** Before a packet is encrypted; there is room where {@link #needsExtension} said so. */
    SrtpStatus seal(PacketSpan span, int head, int ssrc, long index) throws GeneralSecurityException {
        inClear(head);
        if (cryptex == Cryptex.OFF) {
            return eachElement(span, head, ssrc, index);
        }
        int extensionAt = FIXED + csrcOctets(span);
        if (needsExtension(span)) {
            span.insert(extensionAt, CRYPTEX_ONE_BYTE << 16);
            span.data()[span.start()] |= EXTENSION_BIT;
        } else if (hasExtension(span)) {
            int form = span.unsignedShortAt(extensionAt);
            if (form != ElementCipher.ONE_BYTE && form != ElementCipher.TWO_BYTES) {
                return cryptex == Cryptex.REQUIRED ? SrtpStatus.NOT_ENCRYPTED : SrtpStatus.OK; // its four bits would be lost
            }
            span.putShort(extensionAt, form == ElementCipher.ONE_BYTE ? CRYPTEX_ONE_BYTE : CRYPTEX_TWO_BYTES);
        } else {
            return SrtpStatus.OK;
        }
        asWhole(extensionAt);
        return SrtpStatus.OK;
    }

    private void inClear(int head) {
        whole = false;
        body = head;
        csrcs = 0;
    }

    private void asWhole(int extensionAt) {
        whole = true;
        body = FIXED + EXTENSION_HEAD;
        csrcs = extensionAt - FIXED;
    }

    /** Before a packet is authenticated and decrypted. */
    SrtpStatus open(PacketSpan span, int head) {
        inClear(head);
        if (cryptex == Cryptex.OFF) {
            return SrtpStatus.OK;
        }
        int extensionAt = FIXED + csrcOctets(span);
        if (hasExtension(span) && isCryptex(span.unsignedShortAt(extensionAt))) {
            asWhole(extensionAt);
            return SrtpStatus.OK;
        }
        return cryptex == Cryptex.REQUIRED && head > FIXED ? SrtpStatus.NOT_ENCRYPTED : SrtpStatus.OK;
    }

    private static boolean isCryptex(int form) {
        return form == CRYPTEX_ONE_BYTE || form == CRYPTEX_TWO_BYTES;
    }

    /** After a packet has proved genuine. */
    SrtpStatus opened(PacketSpan span, int head, int ssrc, long index) throws GeneralSecurityException {
        if (!whole) {
            return eachElement(span, head, ssrc, index);
        }
        int extensionAt = FIXED + csrcs;
        int form = span.unsignedShortAt(extensionAt);
        span.putShort(extensionAt, form == CRYPTEX_ONE_BYTE ? ElementCipher.ONE_BYTE : ElementCipher.TWO_BYTES);
        return SrtpStatus.OK;
    }

    private SrtpStatus eachElement(PacketSpan span, int head, int ssrc, long index) throws GeneralSecurityException {
        if (!choosing || !hasExtension(span)) {
            return SrtpStatus.OK;
        }
        int extensionAt = FIXED + csrcOctets(span);
        boolean whole = elements.crypt(span.data(), span.start() + extensionAt + EXTENSION_HEAD, span.start() + head,
                span.unsignedShortAt(extensionAt), ssrc, index);
        return whole ? SrtpStatus.OK : SrtpStatus.MALFORMED;
    }

    void close() {
        elements.close();
    }
}
