package io.rvoip.testing;

/**
 * What a virtual network has done so far, in datagrams.
 *
 * @param sent handed to the network, including those it dropped
 * @param delivered given to a receiver, copies included
 * @param lost dropped by chance
 * @param duplicated sent on twice
 * @param reordered held back on purpose
 * @param blocked dropped because of a blocked host
 * @param tooBig dropped for their size
 * @param unreachable dropped because nobody was there: no host, no socket, no way through a NAT
 * @param inFlight not arrived yet
 */
public record NetworkStats(
        long sent,
        long delivered,
        long lost,
        long duplicated,
        long reordered,
        long blocked,
        long tooBig,
        long unreachable,
        long inFlight) {}
