package io.rvoip.transaction;

/** There are as many client transactions as the settings allow. */
public final class TransactionLimitException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TransactionLimitException(int limit) {
        super("client transactions: " + limit + " are open, which is the limit");
    }
}
