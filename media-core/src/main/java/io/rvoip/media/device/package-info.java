/**
 * Microphone and loudspeaker of this machine, where it has them and the JDK has {@code java.desktop}.
 *
 * <p>Starting point: {@link io.rvoip.media.device.AudioDevices}.
 */
@NullMarked
package io.rvoip.media.device;

import org.jspecify.annotations.NullMarked;
