/**
 * Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760): values of the header fields and the math. Who may do
 * what, and which nonces are good, is decided above.
 *
 * <p>Starting points: {@link io.rvoip.sip.auth.DigestChallenge}, {@link io.rvoip.sip.auth.DigestCredentials}, {@link
 * io.rvoip.sip.auth.Digest}.
 */
@NullMarked
package io.rvoip.sip.auth;

import org.jspecify.annotations.NullMarked;
