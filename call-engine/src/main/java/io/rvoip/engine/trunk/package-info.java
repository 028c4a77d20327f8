/** Trunks: the ways to the telephone network and back. Start with {@link io.rvoip.engine.trunk.TrunkConfig}. */
@NullMarked
package io.rvoip.engine.trunk;

import org.jspecify.annotations.NullMarked;
