/**
 * Values of header fields.
 *
 * <p>Starting points: {@link io.rvoip.sip.header.Via}, {@link io.rvoip.sip.header.NameAddr} (From, To, Route and
 * their kin), {@link io.rvoip.sip.header.Contact}, {@link io.rvoip.sip.header.CSeq}, {@link
 * io.rvoip.sip.header.Parameters}. Values are immutable and thread-safe. Each has a {@code read} that takes a range
 * of bytes and never throws, and {@code of} for callers, which throws {@link io.rvoip.sip.SipSyntaxException}. The
 * fields themselves are listed in {@link io.rvoip.sip.HeaderKind}.
 */
@NullMarked
package io.rvoip.sip.header;

import org.jspecify.annotations.NullMarked;
