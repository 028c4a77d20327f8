package io.rvoip.testing;

import java.net.InetSocketAddress;

/**
 * A message that arrived at a scripted peer.
 *
 * @param text the message
 * @param from where it came from
 * @param atNanos when, on the scale of the peer's clock
 */
public record ReceivedSip(SipText text, InetSocketAddress from, long atNanos) {
    /** See {@link SipText#header}. */
    public String header(String name) {
        return text.header(name);
    }

    /** See {@link SipText#status}. */
    public int status() {
        return text.status();
    }

    @Override
    public String toString() {
        return "from " + from + "\n" + text;
    }
}
