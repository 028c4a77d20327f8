/**
 * What becomes of new requests when there are more than this node can serve, and which of them are never held back.
 *
 * <p>Starting points: {@link io.rvoip.engine.overload.OverloadSettings} (what is configured),
 * {@link io.rvoip.engine.overload.EmergencyCalls} (who goes first),
 * {@link io.rvoip.engine.overload.LoadControl} (how much is turned away).
 */
@org.jspecify.annotations.NullMarked
package io.rvoip.engine.overload;
