package io.rvoip.transaction;

import io.rvoip.sip.transport.Flow;

/** Either side of a transaction. Confined to the loop of its {@link TransactionLayer}. */
public sealed interface Transaction permits ClientTransaction, ServerTransaction {
    /** What its messages are recognised by. */
    TransactionKey key();

    /** Where its request went or came from. */
    Flow flow();

    /** Whether it is over and forgotten. */
    boolean isTerminated();
}
