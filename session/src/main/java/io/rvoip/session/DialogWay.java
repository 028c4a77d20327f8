package io.rvoip.session;

import io.rvoip.session.dialog.Dialog;

/**
 * A dialog and the way of requests within it.
 *
 * @param dialog early or confirmed
 * @param path of this dialog
 */
record DialogWay(Dialog dialog, DialogPath path) {}
