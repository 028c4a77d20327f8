/**
 * One small program for each task. Start with {@link io.rvoip.examples.AnswerAndEcho} (be called) and
 * {@link io.rvoip.examples.RegisterAndCall} (call); {@code examples/README.md} says how to run and dial each.
 */
@NullMarked
package io.rvoip.examples;

import org.jspecify.annotations.NullMarked;
