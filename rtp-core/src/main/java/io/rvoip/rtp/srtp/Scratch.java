package io.rvoip.rtp.srtp;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * What SRTP works with while it deals with one packet, and forgets: one for each thread, so that it is the same memory for all keys
 * and stays in the processor's cache, where a thousand calls would each bring their own from afar.
 */
final class Scratch {
    private static final FastThreadLocal<Scratch> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
            return new Scratch();
        }
    };

    final PacketSpan span = new PacketSpan();
    final byte[] counterIv = new byte[16];
    final byte[] aeadIv = new byte[12];
    final byte[] word = new byte[PacketCipher.WORD_BYTES];
    final byte[] mac = new byte[AesCm.MAC_BYTES];

    private Scratch() {}

    /** That of the thread that asks. */
    static Scratch ofThread() {
        return OF_THREAD.get();
    }
}
