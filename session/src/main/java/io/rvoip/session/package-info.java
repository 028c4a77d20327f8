/**
 * SIP calls and registrations (RFC 3261 §8 to §15): where signalling meets media.
 *
 * <p>Starting points: {@link io.rvoip.session.SipStack} (a transport with its shards),
 * {@link io.rvoip.session.UserAgent} (calls, registrations and what comes from outside, one for each shard),
 * {@link io.rvoip.session.InviteRequest} and {@link io.rvoip.session.InviteSession} (a call of ours),
 * {@link io.rvoip.session.Invitation} (a call to us), {@link io.rvoip.session.SessionEvent} (what happens to both),
 * {@link io.rvoip.session.CallEnd} (how it ended), {@link io.rvoip.session.Registration} (a contact kept at a
 * registrar), {@link io.rvoip.session.MediaPort} (the door to media).
 *
 * <p>Everything that a shard hands out is confined to the shard's loop and tells its listeners there.
 */
@NullMarked
package io.rvoip.session;

import org.jspecify.annotations.NullMarked;
