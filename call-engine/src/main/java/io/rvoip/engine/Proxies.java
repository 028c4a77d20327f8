package io.rvoip.engine;

import io.rvoip.common.EventBus;
import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.call.Router;
import io.rvoip.engine.proxy.Doorkeeper;
import io.rvoip.engine.proxy.Proxy;
import io.rvoip.engine.proxy.ProxyContext;
import io.rvoip.engine.proxy.ProxyCounts;
import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.transaction.RequestHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The proxies of all shards, and none where the engine bridges its calls. */
final class Proxies {
    private static final int KEY = 32;
    private static final long LOOK_EVERY = 100_000_000L;

    private final EngineConfig config;
    private final Domains domains;
    private final EnginePorts ports;
    private final SipStack stack;
    private final Admission admission;
    private final EventBus<EngineEvent> events;
    private final byte[] key = new byte[KEY];
    private final long loopSalt;
    private final List<Proxy> all = new CopyOnWriteArrayList<>();

    Proxies(
            EngineConfig config, Domains domains, EnginePorts ports, SipStack stack, Admission admission,
            EventBus<EngineEvent> events) {
        this.config = config;
        this.domains = domains;
        this.ports = ports;
        this.stack = stack;
        this.admission = admission;
        this.events = events;
        IdSource ids = ports.ids().get();
        ids.nextBytes(key);
        loopSalt = ids.nextLong();
    }

    Proxy open(SipShard shard, RequestHandler agent, Router router, Doorkeeper door) {
        Loop loop = shard.loop();
        ProxyContext context = new ProxyContext(
                config, domains, loop, shard.ids(), ports.crypto(), key, stack.transport(), stack.resolver(), router,
                admission, door, (invite, status, places, nanos) -> events.publish(new EngineEvent.CallProxied(
                        invite.callId(), invite.from().uri().toString(), invite.requestUri().toString(), status,
                        places, Duration.ofNanos(nanos), loop.time().wallClock())));
        Proxy proxy = new Proxy(context, agent, shard.transactions(), loopSalt);
        all.add(proxy);
        return proxy;
    }

    ProxyCounts counts() {
        ProxyCounts sum = ProxyCounts.ZERO;
        for (Proxy proxy : all) {
            sum = sum.plus(proxy.counts());
        }
        return sum;
    }

    /** Completes when every request has its answer, or patience is over. */
    CompletionStage<Void> idle(Duration patience) {
        if (all.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        Loop loop = stack.shards().get(0).loop();
        loop.execute(() -> new Watch(loop, loop.now() + patience.toNanos(), done).look());
        return done;
    }

    private final class Watch {
        private final Loop loop;
        private final long until;
        private final CompletableFuture<Void> done;
        private final Loop.Timer timer;

        Watch(Loop loop, long until, CompletableFuture<Void> done) {
            this.loop = loop;
            this.until = until;
            this.done = done;
            timer = loop.timer(this::look);
        }

        void look() {
            if (counts().requests() == 0 || loop.now() >= until) {
                done.complete(null);
            } else {
                timer.arm(loop.now() + LOOK_EVERY);
            }
        }
    }
}
