/** What the packages of this module share and do not export. */
@NullMarked
package io.rvoip.rtp.internal;

import org.jspecify.annotations.NullMarked;
