/**
 * SIP transactions: RFC 3261 §17 with RFC 6026.
 *
 * <p>Starting points: {@link io.rvoip.transaction.TransactionLayer} (requests out, requests in, timers),
 * {@link io.rvoip.transaction.ClientTransaction} with {@link io.rvoip.transaction.ClientListener},
 * {@link io.rvoip.transaction.ServerTransaction} with {@link io.rvoip.transaction.RequestHandler}. The layer is
 * confined to one loop and reads no clock.
 */
@NullMarked
package io.rvoip.transaction;

import org.jspecify.annotations.NullMarked;
