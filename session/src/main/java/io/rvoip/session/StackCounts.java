package io.rvoip.session;

import io.rvoip.transaction.TransactionCounts;

/** What a stack, or one shard of it, holds at this moment. */
public record StackCounts(UserAgentCounts agents, TransactionCounts transactions) {
    /** Nothing. */
    public static final StackCounts ZERO =
            new StackCounts(UserAgentCounts.ZERO, new TransactionCounts(0, 0, 0, 0));

    /** Whether nothing is left: no call, dialog, transaction, timer or registration. */
    public boolean isZero() {
        return agents.equals(UserAgentCounts.ZERO) && transactions.isZero();
    }

    /** The sum of two shards. */
    public StackCounts plus(StackCounts other) {
        return new StackCounts(agents.plus(other.agents), transactions.plus(other.transactions));
    }
}
