/** Events over WebSocket: who listens, from which number on, and what happens to those who do not keep up. */
@NullMarked
package io.rvoip.api.internal.events;

import org.jspecify.annotations.NullMarked;
