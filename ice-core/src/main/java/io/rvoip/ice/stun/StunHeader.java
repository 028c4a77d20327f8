package io.rvoip.ice.stun;

/** The first 20 bytes, understood. */
record StunHeader(StunClass messageClass, int method, TransactionId transactionId) {
    StunHeader {
        if (method < 0 || method > 0xFFF) {
            throw new IllegalArgumentException("method: " + method + " (expected: 0-4095)");
        }
    }
}
