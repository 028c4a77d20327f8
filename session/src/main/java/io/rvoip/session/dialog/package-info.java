/**
 * Dialogs of RFC 3261 §12: their state, and the requests made from it.
 *
 * <p>Starting point: {@link io.rvoip.session.dialog.Dialog}.
 */
@NullMarked
package io.rvoip.session.dialog;

import org.jspecify.annotations.NullMarked;
