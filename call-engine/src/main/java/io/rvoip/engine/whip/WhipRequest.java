package io.rvoip.engine.whip;

import java.net.InetSocketAddress;

/**
 * A client wants a session.
 *
 * @param user who it is, as found out by whoever asks for it: the call comes from there
 * @param called a user, a number, or what else can be dialled
 * @param way of the media
 * @param offer a session description
 * @param secure whether its connection is encrypted
 * @param local where its connection ends
 * @param remote where its connection comes from
 */
public record WhipRequest(
        String user, String called, WhipWay way, String offer, boolean secure, InetSocketAddress local,
        InetSocketAddress remote) {}
