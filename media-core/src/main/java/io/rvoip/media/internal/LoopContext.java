package io.rvoip.media.internal;

import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.media.TickScheduler;
import io.rvoip.rtp.NtpClock;
import io.rvoip.rtp.RtpCounters;
import io.rvoip.rtp.srtp.SrtpEngine;

/**
 * What all legs of one media loop share.
 *
 * @param ids randomness of this loop alone
 * @param stun who answers keep-alives
 * @param srtp who encrypts
 */
public record LoopContext(Loop loop, TickScheduler ticks, IdSource ids, NtpClock ntp, RtpCounters counters,
        ByteBufAllocator allocator, Tally tally, StunDesk stun, SrtpEngine srtp) {
}
