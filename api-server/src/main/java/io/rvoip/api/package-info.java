/**
 * REST and the event WebSocket over a call engine.
 *
 * <p>Starting points: {@link io.rvoip.api.ApiServer}, told what to do by {@link io.rvoip.api.ApiSettings} with
 * {@link io.rvoip.api.ApiKey}s and their {@link io.rvoip.api.Scope}s; bounds are in {@link io.rvoip.api.HttpLimits}
 * and {@link io.rvoip.api.SocketLimits}. What the server offers is said in {@code openapi.yaml} beside this package,
 * and served at {@code /openapi.json}.
 */
@NullMarked
package io.rvoip.api;

import org.jspecify.annotations.NullMarked;
