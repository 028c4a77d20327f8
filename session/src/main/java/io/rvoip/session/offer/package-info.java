/**
 * Offer/answer of RFC 3264 as values: no ports, no media, no time.
 *
 * <h2>Starting points</h2>
 *
 * <ul>
 *   <li>{@link io.rvoip.session.offer.Negotiation}: makes offers, answers them, checks answers.
 *   <li>{@link io.rvoip.session.offer.OfferAnswer}: whose turn it is.
 *   <li>{@link io.rvoip.session.offer.NegotiatedAudio}: what came out.
 * </ul>
 */
@NullMarked
package io.rvoip.session.offer;

import org.jspecify.annotations.NullMarked;
