/**
 * The registrar (RFC 3261 §10) and the location service: where the phones of a user are, and how they are kept reachable.
 *
 * <p>Starting points: {@link io.rvoip.engine.registrar.Registrar} (answers REGISTER),
 * {@link io.rvoip.engine.registrar.LocationService} (the store, a port) with
 * {@link io.rvoip.engine.registrar.InMemoryLocationService}, {@link io.rvoip.engine.registrar.Binding} (a phone and the
 * way to it), {@link io.rvoip.engine.registrar.LocationEvent}, {@link io.rvoip.engine.registrar.KeepAlives} over
 * {@link io.rvoip.engine.registrar.StackKeepAlives} (keeps phones behind a NAT reachable).
 */
@NullMarked
package io.rvoip.engine.registrar;

import org.jspecify.annotations.NullMarked;
