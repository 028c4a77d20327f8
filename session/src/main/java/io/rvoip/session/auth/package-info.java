/**
 * Answering 401 and 407 as a client (RFC 3261 §22, RFC 7616, RFC 8760).
 *
 * <p>Starting points: {@link io.rvoip.session.auth.Credentials} (who we are),
 * {@link io.rvoip.session.auth.AuthPolicy} (what we agree to), {@link io.rvoip.session.auth.ClientAuth} (the memory
 * of one call or registration).
 */
@NullMarked
package io.rvoip.session.auth;

import org.jspecify.annotations.NullMarked;
