package io.rvoip.engine;

/**
 * One trunk at one moment.
 *
 * @param name of the trunk
 * @param carrier it belongs to
 * @param address of the carrier's server
 * @param state {@code unknown}, {@code up} or {@code down}, as its answers to OPTIONS say
 * @param registration how its registration stands; empty without one
 * @param calls over it now, both ways together
 * @param maxCalls as many as there may be
 * @param callsPerSecond as many new ones as there may be
 */
public record TrunkInfo(String name, String carrier, String address, String state, String registration, int calls,
        int maxCalls, double callsPerSecond) {}
