/** What the media session is made of. Not for use outside of this module. */
@NullMarked
package io.rvoip.media.internal;

import org.jspecify.annotations.NullMarked;
