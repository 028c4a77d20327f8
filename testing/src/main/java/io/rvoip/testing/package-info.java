/**
 * Test doubles for everything that RVOIP leaves to the outside: time, randomness, networks, peers, figures.
 *
 * <p>Starting points: {@link io.rvoip.testing.ManualTime} (loops and timers that move only when told),
 * {@link io.rvoip.testing.VirtualNetwork} (datagrams between virtual hosts, with loss, delay and NAT),
 * {@link io.rvoip.testing.ScriptedSipPeer} and {@link io.rvoip.testing.RtpStream} (far ends written in raw text and
 * bytes), {@link io.rvoip.testing.ScriptedSipSocket} (the same on real sockets),
 * {@link io.rvoip.testing.SeededIds} and {@link io.rvoip.testing.TestMetrics}.
 *
 * <p>The readers in here are small and deliberately our protocol modules' strangers: a bug in a parser does not
 * hide behind the same bug in its test. Everything runs on the thread of the test, with the same result each time.
 */
@NullMarked
package io.rvoip.testing;

import org.jspecify.annotations.NullMarked;
