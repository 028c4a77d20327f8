/** Registrar, location service, server authentication, B2BUA and call records. */
@NullMarked
package io.rvoip.engine;

import org.jspecify.annotations.NullMarked;
