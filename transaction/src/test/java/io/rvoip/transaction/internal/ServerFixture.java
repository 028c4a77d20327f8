package io.rvoip.transaction.internal;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.Texts;
import io.rvoip.transaction.TimerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server machine in virtual time; what it does is written down. */
final class ServerFixture implements ServerSink {
    static final long START = 1_000_000_000L;

    final List<String> log = new ArrayList<>();
    final SipRequest request;
    final ServerMachine machine;
    private long now = START;

    private ServerFixture(SipRequest request, boolean reliable) {
        this.request = request;
        this.machine = request.method() == Method.INVITE
                ? new InviteServerMachine(request, reliable, TimerSettings.DEFAULT, this, now)
                : new NonInviteServerMachine(reliable, TimerSettings.DEFAULT, this, now);
    }

    static ServerFixture invite(boolean reliable) {
        return new ServerFixture(Texts.request("INVITE", "z9hG4bK1"), reliable);
    }

    static ServerFixture options(boolean reliable) {
        return new ServerFixture(Texts.request("OPTIONS", "z9hG4bK1"), reliable);
    }

    Object state() {
        return machine instanceof InviteServerMachine invite
                ? invite.state()
                : ((NonInviteServerMachine) machine).state();
    }

    ServerFixture respond(int status) {
        if (!machine.respond(Texts.response(request, status), now)) {
            log.add("refused " + status);
        }
        return this;
    }

    ServerFixture respondOnce(int status) {
        if (!machine.respondOnce(Texts.response(request, status))) {
            log.add("refused " + status);
        }
        return this;
    }

    ServerFixture again() {
        machine.onRetransmission();
        return this;
    }

    ServerFixture ack() {
        if (((InviteServerMachine) machine).onAck(now)) {
            log.add("ack to user");
        }
        return this;
    }

    ServerFixture fail() {
        machine.onTransportError("refused", now);
        return this;
    }

    ServerFixture pass(Duration duration) {
        long end = now + duration.toNanos();
        while (machine.nextDeadline() <= end) {
            now = Math.max(now, machine.nextDeadline());
            machine.onDeadline(now);
        }
        now = end;
        return this;
    }

    ServerFixture pass(long millis) {
        return pass(Duration.ofMillis(millis));
    }

    List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    boolean isQuiet() {
        return machine.nextDeadline() == Long.MAX_VALUE;
    }

    @Override
    public void transmit(SipResponse response) {
        log.add(response.status() + " at " + (now - START) / 1_000_000);
    }

    @Override
    public void timeout() {
        log.add("timeout at " + (now - START) / 1_000_000);
    }

    @Override
    public void transportError(String reason) {
        log.add("transport error: " + reason);
    }
}
