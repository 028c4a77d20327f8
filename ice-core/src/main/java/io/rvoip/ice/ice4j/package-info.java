/**
 * The library ice4j behind {@link io.rvoip.ice.IceAgent}, for clients; nothing else names it.
 *
 * <p>Starting point: {@link io.rvoip.ice.ice4j.Ice4j}.
 */
@NullMarked
package io.rvoip.ice.ice4j;

import org.jspecify.annotations.NullMarked;
