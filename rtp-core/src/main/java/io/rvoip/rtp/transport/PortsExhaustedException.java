package io.rvoip.rtp.transport;

/** No pair of media ports could be bound: all are in use, resting, or taken by other programs. */
public final class PortsExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortsExhaustedException(MediaPortSettings settings, int inUse, int tried) {
        super("media ports " + settings.firstPort() + "-" + settings.lastPort() + " of "
                + settings.address().getHostAddress() + " are exhausted: " + settings.pairs() + " pairs, " + inUse
                + " in use, " + tried + " could not be bound");
    }
}
