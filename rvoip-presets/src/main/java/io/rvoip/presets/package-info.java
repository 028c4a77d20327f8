/**
 * Named policies.
 *
 * <p>Starting points: {@link io.rvoip.presets.EnterprisePbx} and {@link io.rvoip.presets.SmallOffice} (an office in one
 * line), {@link io.rvoip.presets.WebRtcPlatform} (the same for browsers), {@link io.rvoip.presets.Presets} (all policies by name), {@link io.rvoip.presets.DeploymentConfig} (a policy as
 * a value).
 */
@NullMarked
package io.rvoip.presets;

import org.jspecify.annotations.NullMarked;
