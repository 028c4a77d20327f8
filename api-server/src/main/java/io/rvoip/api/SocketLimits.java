package io.rvoip.api;

import io.rvoip.common.Expect;
import io.rvoip.common.Rate;
import java.time.Duration;

/**
 * The bounds of event WebSockets.
 *
 * @param sockets open at once, 1–100,000; more is 503
 * @param socketsPerKey of one key, 1–10,000; more is 429
 * @param message octets of a message of the client, 128–1,048,576; more closes with 1009
 * @param frames of the client; more closes with 1008
 * @param buffer octets that may wait to be sent, 16,384–16,777,216; beyond it events wait on the bus, and the oldest
 *     are dropped there
 * @param stallTimeout how long a buffer may stay full before the socket is cut off
 * @param pingInterval between pings; a client silent for two of them is cut off
 * @param closeTimeout how long the client's side of the closing handshake is waited for
 */
public record SocketLimits(int sockets, int socketsPerKey, int message, Rate frames, int buffer, Duration stallTimeout,
        Duration pingInterval, Duration closeTimeout) {
    /** Checks the ranges. */
    public SocketLimits {
        Expect.inRange("sockets", sockets, 1, 100_000);
        Expect.inRange("socketsPerKey", socketsPerKey, 1, 10_000);
        Expect.inRange("message", message, 128, 1 << 20);
        Expect.inRange("buffer", buffer, 16_384, 1 << 24);
        Expect.positive("stallTimeout", stallTimeout);
        Expect.positive("pingInterval", pingInterval);
        Expect.positive("closeTimeout", closeTimeout);
    }

    /**
     * 200 sockets, 10 of one key; messages of 16 KiB, 10 frames/s (50 at once); a buffer of 256 KiB that may be full
     * for 10 s; a ping every 20 s; 2 s to close.
     */
    public static SocketLimits standard() {
        return new SocketLimits(200, 10, 16_384, new Rate(10, 50), 262_144, Duration.ofSeconds(10),
                Duration.ofSeconds(20), Duration.ofSeconds(2));
    }

    /** With other numbers of sockets. */
    public SocketLimits withSockets(int all, int perKey) {
        return new SocketLimits(all, perKey, message, frames, buffer, stallTimeout, pingInterval, closeTimeout);
    }

    /** With other bounds on what the client sends. */
    public SocketLimits withMessages(int octets, Rate framesOfClient) {
        return new SocketLimits(sockets, socketsPerKey, octets, framesOfClient, buffer, stallTimeout, pingInterval,
                closeTimeout);
    }

    /** With another buffer. */
    public SocketLimits withBuffer(int octets) {
        return new SocketLimits(sockets, socketsPerKey, message, frames, octets, stallTimeout, pingInterval,
                closeTimeout);
    }

    /** With other waiting times. */
    public SocketLimits withTimeouts(Duration stall, Duration ping, Duration close) {
        return new SocketLimits(sockets, socketsPerKey, message, frames, buffer, stall, ping, close);
    }
}
