package io.rvoip.engine.trunk;

import io.rvoip.common.Loop;
import io.rvoip.session.BackOff;
import io.rvoip.session.NextHop;
import io.rvoip.session.PlainRequest;
import io.rvoip.session.Registration;
import io.rvoip.session.RegistrationRequest;
import io.rvoip.session.RegistrationState;
import io.rvoip.session.RequestOutcome;
import io.rvoip.session.SipShard;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import java.time.Duration;

/** Asks a trunk whether it is there, and keeps it registered. Confined to the loop of its shard. */
public final class TrunkWatch {
    private static final int UNAVAILABLE = 503;
    private static final BackOff WAITS = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(5));

    private final Trunk trunk;
    private final SipShard shard;
    private final Listener listener;
    private final TrunkHealth health;
    private final Loop.Timer timer;
    private boolean asking;
    private boolean stopped;
    private long question;

    /** For a trunk, on a shard. */
    public TrunkWatch(Trunk trunk, SipShard shard, Listener listener) {
        this.trunk = trunk;
        this.shard = shard;
        this.listener = listener;
        health = new TrunkHealth(trunk.config().health());
        timer = shard.loop().timer(this::due);
    }

    /** Hears when a trunk goes down or comes up. */
    @FunctionalInterface
    public interface Listener {
        void changed(Trunk trunk, boolean up, String why);
    }

    /** Begins, from any thread. */
    public void start() {
        shard.loop().execute(() -> {
            trunk.config().login().ifPresent(this::register);
            if (interval() > 0) {
                ask();
            }
        });
    }

    /** Asks no more, from any thread. The registration ends with the user agent. */
    public void stop() {
        shard.loop().execute(() -> {
            stopped = true;
            timer.cancel();
        });
    }

    private long interval() {
        return trunk.config().health().interval().toNanos();
    }

    private void due() {
        if (asking) {
            asking = false;
            question++; // what comes now is too late
            failed("no answer to OPTIONS within " + trunk.config().health().timeout().toMillis() + " ms");
            timer.arm(shard.loop().now() + interval());
        } else {
            ask();
        }
    }

    private void ask() {
        asking = true;
        long mine = ++question;
        timer.arm(shard.loop().now() + trunk.config().health().timeout().toNanos());
        SipUri address = trunk.config().address();
        shard.userAgent()
                .ask(PlainRequest.options(address, NameAddr.of(trunk.presents("")))
                        .withNextHop(NextHop.through(address)).withCredentials(trunk.credentials()))
                .thenAccept(outcome -> {
                    if (mine == question && !stopped) {
                        asking = false;
                        timer.arm(shard.loop().now() + interval());
                        told(outcome);
                    }
                });
    }

    /** Any answer is a sign of life but 503, by which a server says that it does not work now. */
    private void told(RequestOutcome outcome) {
        if (outcome instanceof RequestOutcome.Answered answered) {
            int status = answered.response().status();
            if (status == UNAVAILABLE) {
                failed("503 to OPTIONS");
            } else if (health.succeeded()) {
                enter("answers OPTIONS with " + status);
            }
        } else {
            failed(outcome instanceof RequestOutcome.Unreachable unreachable
                    ? unreachable.reason() : "no answer to OPTIONS");
        }
    }

    private void failed(String why) {
        if (health.failed()) {
            enter(why);
        }
    }

    private void enter(String why) {
        trunk.state(health.state());
        listener.changed(trunk, health.state() == TrunkState.UP, why);
    }

    private void register(TrunkLogin login) {
        SipUri domain = trunk.uri("").withoutParameter("user");
        shard.userAgent().register(
                RegistrationRequest.of(domain, NameAddr.of(SipUri.of(login.user(), trunk.config().domain())))
                        .withNextHop(NextHop.through(trunk.config().address()))
                        .withCredentials(trunk.credentials()).withBackOff(WAITS),
                this::registered);
    }

    /** Calls of the registrar are believed as long as it may have our contact. */
    private void registered(Registration registration, RegistrationState state) {
        if (state.registered()) {
            registration.flow().ifPresent(flow -> trunk.registrar(flow.remote().getAddress()));
        } else if (state instanceof RegistrationState.Rejected || state instanceof RegistrationState.Unregistered) {
            trunk.registrar(null);
        }
        trunk.registration(text(state), state.registered());
    }

    private static String text(RegistrationState state) {
        if (state instanceof RegistrationState.Waiting waiting) {
            return "waiting after " + waiting.status() + " " + waiting.text();
        }
        if (state instanceof RegistrationState.Rejected rejected) {
            return "rejected with " + rejected.status() + " " + rejected.text();
        }
        return state.registered() ? "registered" : "not registered";
    }
}
