package io.rvoip.session.media;

/**
 * Which local port legs with ICE have. One for all of them is enough: checks say whose they are. Immutable.
 *
 * @param shared whether they share one; a leg that cannot has ports of the range: one that is offered ICE and may know
 *     nothing of it, one whose far end wants RTCP on a port of its own
 * @param number of the shared one, 1-65535; 0: the first of the range of media that is free
 * @param known whether legs without ICE are there too, where an offer names an address that signalling comes from, and
 *     no other leg is heard from there; others have ports of the range
 * @param tcp whether far ends may connect to the port above the shared one
 */
public record IcePort(boolean shared, int number, boolean known, IceTcp tcp) {
    /** One port of the range of media. */
    public static final IcePort SHARED = new IcePort(true, 0, false, IceTcp.OFF);

    /** Ports of its own for each leg. */
    public static final IcePort OWN = new IcePort(false, 0, false, IceTcp.OFF);

    public IcePort {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException("port: " + number + " (expected: 1-65535, shared or own)");
        }
        if (!shared && (number != 0 || known)) {
            throw new IllegalArgumentException("port: own, with a number or for others (expected: a shared one)");
        }
        if (tcp != IceTcp.OFF && !shared) {
            throw new IllegalArgumentException("tcp: passive, with port own (expected: a shared port, or tcp off)");
        }
        if (tcp != IceTcp.OFF && number == 65_535) {
            throw new IllegalArgumentException("tcp: passive, with port 65535, above which there is none (expected: another port, or tcp off)");
        }
    }

    /** This one port for all. */
    public static IcePort at(int number) {
        if (number == 0) {
            throw new IllegalArgumentException("port: 0 (expected: 1-65535, shared or own)");
        }
        return new IcePort(true, number, false, IceTcp.OFF);
    }

    /** Also for legs without ICE whose source is known and nobody else's. */
    public IcePort withKnown(boolean others) {
        return new IcePort(shared, number, others, tcp);
    }

    /** The same, reached over TCP too or not; with {@link IceTcp#PASSIVE} it must be shared and below 65535. */
    public IcePort withTcp(IceTcp other) {
        return new IcePort(shared, number, known, other);
    }
}
