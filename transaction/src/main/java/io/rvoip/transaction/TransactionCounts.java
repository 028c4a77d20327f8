package io.rvoip.transaction;

/**
 * What a layer holds at the moment.
 *
 * @param clients client transactions
 * @param servers server transactions
 * @param timers armed deadlines
 * @param indexed entries of the side tables, by flow and for merged requests
 */
public record TransactionCounts(int clients, int servers, int timers, int indexed) {
    /** Whether nothing is left. */
    public boolean isZero() {
        return clients == 0 && servers == 0 && timers == 0 && indexed == 0;
    }

    /** The sum of two layers. */
    public TransactionCounts plus(TransactionCounts other) {
        return new TransactionCounts(
                clients + other.clients, servers + other.servers, timers + other.timers, indexed + other.indexed);
    }
}
