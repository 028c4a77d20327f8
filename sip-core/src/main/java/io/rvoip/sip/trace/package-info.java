/**
 * What was said in a call: messages kept within one budget, the ladder drawn of them, and the file that Wireshark opens.
 *
 * <p>Starting points: {@link io.rvoip.sip.trace.MessageTrace} keeps them for one shard, {@link
 * io.rvoip.sip.transport.SipTrace} for a whole stack; {@link io.rvoip.sip.trace.Ladder} and {@link
 * io.rvoip.sip.trace.PcapNg} show them and {@link io.rvoip.sip.trace.Hep3} reports them, after {@link io.rvoip.sip.trace.Redaction} has taken out what nobody may see.
 */
@NullMarked
package io.rvoip.sip.trace;

import org.jspecify.annotations.NullMarked;
