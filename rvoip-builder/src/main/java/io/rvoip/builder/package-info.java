/**
 * The composition root: configuration in, running platform out.
 *
 * <p>Starting points: {@link io.rvoip.builder.VoipPlatform#builder} (in code), {@link io.rvoip.builder.YamlConfig} (from
 * a file), {@link io.rvoip.builder.PlatformConfig} (what both come to, with all its problems by field path).
 */
@NullMarked
package io.rvoip.builder;

import org.jspecify.annotations.NullMarked;
