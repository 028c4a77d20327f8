/**
 * The {@code rvoip} command.
 *
 * <p>Starting points: {@link io.rvoip.cli.Main} and one class for each command.
 */
@NullMarked
package io.rvoip.cli;

import org.jspecify.annotations.NullMarked;
