package io.rvoip.builder;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.rvoip.common.DatagramPath;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.ice.IceUri;
import io.rvoip.ice.stun.StunBinding;
import io.rvoip.ice.stun.StunFailure;
import io.rvoip.ice.stun.StunLimits;
import io.rvoip.ice.stun.StunParser;
import io.rvoip.ice.stun.StunResult;
import io.rvoip.ice.stun.StunSettings;
import io.rvoip.session.media.IceServers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A STUN server that is asked from where media is: each of its addresses until one says something, and that one from then on. */
final class StunSource implements AddressSource {
    /** Five requests over 9.5 s: a start is not to wait as long as the 39.5 s of RFC 8489. */
    private static final StunSettings ASKING = new StunSettings(Duration.ofMillis(500), 5, 4, Duration.ofMinutes(5));

    /** Of one server, one after the other, each of which may take that long. */
    private static final int MOST_SERVERS = 3;

    private final IceUri server;
    private final InetAddress local;
    private final IceServers servers;
    private final Loop loop;
    private final DatagramPath.Binder binder;
    private final IdSource ids;
    private final StunParser parser = new StunParser(StunLimits.DEFAULT);
    private final List<InetSocketAddress> untried = new ArrayList<>();
    private final Loop.Timer timer;
    private @Nullable DatagramPath path;
    private @Nullable StunBinding binding;
    private boolean known;
    private boolean stopped;

    /** @param local where it is asked from, on a port of its own; a wildcard will do */
    StunSource(IceUri server, InetAddress local, IceServers servers, Loop loop, DatagramPath.Binder binder, IdSource ids) {
        this.server = server;
        this.local = local;
        this.servers = servers;
        this.loop = loop;
        this.binder = binder;
        this.ids = ids;
        timer = loop.timer(this::onDeadline);
    }

    @Override
    public void start(Answers answers) {
        servers.stun(server).whenComplete((all, failure) -> loop.execute(() -> {
            if (all != null) {
                all.stream().filter(one -> one.getAddress().getClass() == local.getClass()).limit(MOST_SERVERS).forEach(untried::add);
            }
            if (untried.isEmpty()) {
                answers.unasked("is found at no address of the family of media, " + NetUtil.toAddressString(local));
            } else {
                binder.bind(new InetSocketAddress(local, 0), loop, this::received).whenComplete((bound, refused) -> loop.execute(() -> {
                    if (bound == null) {
                        answers.unasked("cannot be asked from " + NetUtil.toAddressString(local) + ": " + refused.getMessage());
                    } else {
                        path = bound;
                        next(answers);
                    }
                }));
            }
        }));
    }

    private void next(Answers answers) {
        StunBinding asked = new StunBinding(untried.remove(0), ASKING, ids, new Replies(answers));
        binding = asked;
        asked.start(loop.now());
        timer.arm(asked.nextDeadline());
    }

    @Override
    public void stop() {
        stopped = true;
        timer.cancel();
        if (path != null) {
            path.close();
        }
    }

    private void received(DatagramPath on, ByteBuf datagram, InetSocketAddress from) {
        StunBinding asked = binding;
        if (asked != null && !stopped && parser.parse(datagram) instanceof StunResult.Parsed parsed && asked.received(parsed.message(), from, loop.now())) {
            timer.arm(stopped ? Loop.Timer.NEVER : binding.nextDeadline());
        }
        datagram.release();
    }

    private void onDeadline() {
        StunBinding asked = binding;
        if (asked != null && !stopped) {
            asked.onDeadline(loop.now());
            timer.arm(stopped ? Loop.Timer.NEVER : binding.nextDeadline());
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }

    /** What comes of asking one of them. */
    private final class Replies implements StunBinding.Sink {
        private final Answers answers;

        Replies(Answers answers) {
            this.answers = answers;
        }

        @Override
        public void transmit(ByteBuf datagram, InetSocketAddress to) {
            DatagramPath open = path;
            if (open == null) {
                datagram.release();
            } else {
                open.send(datagram, to);
            }
        }

        @Override
        public void mapped(InetSocketAddress seen, boolean changed) {
            if (answers.seen(seen.getAddress())) {
                known = true;
            } else {
                failed(new StunFailure(StunFailure.Kind.BAD_ANSWER, 0, NetUtil.toAddressString(seen.getAddress()) + " is none to be reached at"));
            }
        }

        @Override
        public void failed(StunFailure failure) {
            boolean more = !known && !untried.isEmpty();
            answers.silent(failure.text(), more);
            if (more) {
                next(answers);
            }
        }
    }
}
