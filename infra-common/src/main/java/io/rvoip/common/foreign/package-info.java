/** Shared libraries of the system, called from Java. For modules of ours alone. */
@org.jspecify.annotations.NullMarked
package io.rvoip.common.foreign;
