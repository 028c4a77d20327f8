/**
 * What every module shares and no protocol owns.
 *
 * <p>Starting points:
 * <ul>
 *   <li>time and ownership: {@link io.rvoip.common.TimeSource}, {@link io.rvoip.common.Loop},
 *       {@link io.rvoip.common.TimerWheel};
 *   <li>packets in and out: {@link io.rvoip.common.DatagramPath};
 *   <li>an application of parts: {@link io.rvoip.common.Component}, {@link io.rvoip.common.Lifecycle},
 *       {@link io.rvoip.common.Health};
 *   <li>telling others: {@link io.rvoip.common.EventBus}, {@link io.rvoip.common.SerialExecutor},
 *       {@link io.rvoip.common.Metrics}, {@link io.rvoip.common.RateLimitedLog};
 *   <li>limits: {@link io.rvoip.common.Rate}, {@link io.rvoip.common.TokenBucket},
 *       {@link io.rvoip.common.PrefixLimiter};
 *   <li>configuration: {@link io.rvoip.common.ValidationReport}, {@link io.rvoip.common.Secret},
 *       {@link io.rvoip.common.SecretRef}, and the vocabulary {@link io.rvoip.common.SecurityProfile},
 *       {@link io.rvoip.common.CapacityConfig}, {@link io.rvoip.common.FeatureSet},
 *       {@link io.rvoip.common.QosConfig}, {@link io.rvoip.common.Environment}.
 * </ul>
 */
@NullMarked
package io.rvoip.common;

import org.jspecify.annotations.NullMarked;
