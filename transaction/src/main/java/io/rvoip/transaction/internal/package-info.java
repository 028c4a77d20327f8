/** The four machines of RFC 3261 §17, each in its own file with its transition table. Not exported. */
@NullMarked
package io.rvoip.transaction.internal;

import org.jspecify.annotations.NullMarked;
