/**
 * Who sends a request: digest authentication of the server side (RFC 3261 §22, RFC 7616, RFC 8760), and what guards it
 * against floods and guessing.
 *
 * <p>Starting points: {@link io.rvoip.engine.auth.Gate} (one for each shard: screens requests),
 * {@link io.rvoip.engine.auth.ServerAuthenticator} (decides), {@link io.rvoip.engine.auth.UserDirectory} with
 * {@link io.rvoip.engine.auth.ConfiguredUsers} (who there is), {@link io.rvoip.engine.auth.Domains} (which names are ours),
 * {@link io.rvoip.engine.auth.AuthSettings}, {@link io.rvoip.engine.auth.FloodLimits} and
 * {@link io.rvoip.engine.auth.LockoutLimits} (with the values of each security profile).
 */
@NullMarked
package io.rvoip.engine.auth;

import org.jspecify.annotations.NullMarked;
