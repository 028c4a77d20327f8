/**
 * Cryptography through the Java Cryptography Architecture, whichever provider is on the class path.
 *
 * <p>Starting points: {@link io.rvoip.common.crypto.CryptoProvider} (algorithms),
 * {@link io.rvoip.common.crypto.FipsModule} (whose they are in the build for it), {@link io.rvoip.common.crypto.SecureIds} (unguessable tokens), {@link io.rvoip.common.crypto.PemFiles} (certificates), {@link io.rvoip.common.crypto.Bytes} (comparison
 * in constant time, hexadecimal).
 */
@NullMarked
package io.rvoip.common.crypto;

import org.jspecify.annotations.NullMarked;
