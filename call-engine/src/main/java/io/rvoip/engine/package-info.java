/**
 * A registrar and back-to-back user agent for the users of one domain.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.engine.CallEngine}: the whole; {@link io.rvoip.engine.EngineConfig} says how it behaves,
 *       {@link io.rvoip.engine.EnginePorts} what it runs on.
 *   <li>{@link io.rvoip.engine.EngineControl}: what an operator may see and do; {@link io.rvoip.engine.EngineEvent}
 *       what happens, {@link io.rvoip.engine.CallInfo} a call that goes on, {@link io.rvoip.engine.CallRecord} one that is
 *       over.
 *   <li>{@link io.rvoip.engine.Admission}: who is let in; {@link io.rvoip.engine.MediaPortDemand}: whether the declared
 *       ports suffice.
 * </ul>
 */
@NullMarked
package io.rvoip.engine;

import org.jspecify.annotations.NullMarked;
