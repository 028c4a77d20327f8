/**
 * Threads for what blocks: files and sound devices.
 *
 * <p>Starting point: {@link io.rvoip.media.transport.BlockingIsland}.
 */
@NullMarked
package io.rvoip.media.transport;

import org.jspecify.annotations.NullMarked;
