/**
 * What every module shares and no protocol owns.
 *
 * <p>Starting points: {@link io.rvoip.common.TimeSource} and {@link io.rvoip.common.Loop} (time and ownership),
 * {@link io.rvoip.common.DatagramPath} (packets in and out), {@link io.rvoip.common.Metrics} (figures).
 */
@NullMarked
package io.rvoip.common;

import org.jspecify.annotations.NullMarked;
