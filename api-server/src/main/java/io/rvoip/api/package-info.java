/** REST and event WebSocket over the call engine. */
@NullMarked
package io.rvoip.api;

import org.jspecify.annotations.NullMarked;
