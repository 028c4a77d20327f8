/**
 * The agents behind {@link io.rvoip.ice.IceAgents}.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.ice.internal.FullAgent}: what the port does; one {@link io.rvoip.ice.internal.Generation} for
 *       each set of credentials.
 *   <li>{@link io.rvoip.ice.internal.LiteAgent}: answers only.
 *   <li>{@link io.rvoip.ice.internal.CheckList}: the pairs of one stream.
 * </ul>
 */
@NullMarked
package io.rvoip.ice.internal;

import org.jspecify.annotations.NullMarked;
