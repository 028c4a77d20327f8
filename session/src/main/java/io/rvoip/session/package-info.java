/** Dialogs, INVITE sessions, offer/answer and registration: where signalling meets media. */
@NullMarked
package io.rvoip.session;

import org.jspecify.annotations.NullMarked;
