package io.rvoip.media.internal;

import io.netty.buffer.ByteBufAllocator;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceAgent;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceEvents;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.turn.TurnConnection;
import io.rvoip.media.TickScheduler;
import io.rvoip.rtp.NtpClock;
import io.rvoip.rtp.RtpCounters;
import io.rvoip.rtp.dtls.DtlsEngine;
import io.rvoip.rtp.srtp.SrtpEngine;
import io.rvoip.rtp.transport.OutgoingConnections;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all legs of one media loop share.
 *
 * @param ids randomness of this loop alone
 * @param stun who answers keep-alives
 * @param srtp who encrypts
 * @param agents makes ICE agents with this loop's randomness
 * @param interfaces who knows what interfaces this machine has
 * @param relays opens connections to relays over TCP and TLS; null: there are none
 * @param connections opens connections to far ends; null: nobody
 * @param dtls who agrees on keys over the media path; null: nobody
 * @param zrtp who does so without certificates; null: nobody
 */
public record LoopContext(Loop loop, TickScheduler ticks, IdSource ids, NtpClock ntp, RtpCounters counters,
        ByteBufAllocator allocator, Tally tally, StunDesk stun, SrtpEngine srtp,
        BiFunction<IceConfig, IceEvents, IceAgent> agents, IceInterfaces interfaces, TurnConnection.@Nullable Connector relays,
        OutgoingConnections.@Nullable Opener connections, @Nullable DtlsEngine dtls, @Nullable ZrtpEngine zrtp) {
}
