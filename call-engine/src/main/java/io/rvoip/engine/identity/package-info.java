/**
 * Who calls, as far as it may be believed and told: {@link io.rvoip.engine.identity.Identity} is what is made of a request
 * and what each {@link io.rvoip.engine.identity.Audience} hears of it; {@link io.rvoip.engine.identity.TrustBoundary}
 * takes off what nobody outside may say. Pure functions of messages and settings.
 */
@NullMarked
package io.rvoip.engine.identity;

import org.jspecify.annotations.NullMarked;
