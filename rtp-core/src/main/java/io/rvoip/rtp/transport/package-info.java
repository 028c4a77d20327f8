/**
 * Media ports and what arrives on them.
 *
 * <p>Starting points: {@link io.rvoip.rtp.transport.MediaPorts} (opens ports), {@link io.rvoip.rtp.transport.SharedPort} (one
 * for many legs; {@link io.rvoip.rtp.transport.TcpListener} for far ends that UDP does not reach,
 * {@link io.rvoip.rtp.transport.OutgoingConnections} to such that take connections), {@link io.rvoip.rtp.transport.MediaSocket} (sends, and sorts what arrives).
 */
@NullMarked
package io.rvoip.rtp.transport;

import org.jspecify.annotations.NullMarked;
