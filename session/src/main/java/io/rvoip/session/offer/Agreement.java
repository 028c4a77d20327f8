package io.rvoip.session.offer;

import io.rvoip.sip.sdp.SessionDescription;

/**
 * An offer with its answer.
 *
 * @param local our part
 * @param remote the far end's part
 * @param ours whether the offer was ours
 */
public record Agreement(SessionDescription local, SessionDescription remote, boolean ours) {}
