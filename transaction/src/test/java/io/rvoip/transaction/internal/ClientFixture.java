package io.rvoip.transaction.internal;

import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.Texts;
import io.rvoip.transaction.TimerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client machine in virtual time; what it does is written down. */
final class ClientFixture implements ClientSink {
    static final long START = 1_000_000_000L;

    final List<String> log = new ArrayList<>();
    final List<SipRequest> sent = new ArrayList<>();
    final SipRequest request;
    final ClientMachine machine;
    private long now = START;
    Runnable onResponse = () -> {};

    private ClientFixture(SipRequest request, boolean reliable) {
        this.request = request;
        this.machine = request.method() == Method.INVITE
                ? new InviteClientMachine(request, reliable, TimerSettings.DEFAULT, this)
                : new NonInviteClientMachine(request, reliable, TimerSettings.DEFAULT, this);
    }

    static ClientFixture invite(boolean reliable) {
        SipRequest invite = Texts.request("INVITE", "z9hG4bK1",
                "Route: <sip:p1.example.com;lr>\r\n", "Route: <sip:p2.example.com;lr>\r\n", "Subject: s\r\n");
        return new ClientFixture(invite, reliable).start();
    }

    static ClientFixture options(boolean reliable) {
        return new ClientFixture(Texts.request("OPTIONS", "z9hG4bK1"), reliable).start();
    }

    private ClientFixture start() {
        machine.start(now);
        return this;
    }

    InviteClientMachine invite() {
        return (InviteClientMachine) machine;
    }

    Object state() {
        return machine instanceof InviteClientMachine invite ? invite.state() : nonInviteState();
    }

    private Object nonInviteState() {
        return ((NonInviteClientMachine) machine).state();
    }

    ClientFixture answer(int status) {
        return answer(status, "b1");
    }

    ClientFixture answer(int status, String tag) {
        machine.onResponse(Texts.response(request, status, tag), now);
        return this;
    }

    ClientFixture fail() {
        machine.onTransportError("refused", now);
        return this;
    }

    ClientFixture cancel() {
        invite().cancel(now);
        return this;
    }

    /** Lets time pass, calling the machine at each of its deadlines. */
    ClientFixture pass(Duration duration) {
        long end = now + duration.toNanos();
        while (machine.nextDeadline() <= end) {
            now = Math.max(now, machine.nextDeadline());
            machine.onDeadline(now);
        }
        now = end;
        return this;
    }

    ClientFixture pass(long millis) {
        return pass(Duration.ofMillis(millis));
    }

    /** What happened since the last call. */
    List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    boolean isQuiet() {
        return machine.nextDeadline() == Long.MAX_VALUE;
    }

    @Override
    public void transmit(SipRequest message) {
        sent.add(message);
        log.add(message.method() + " at " + (now - START) / 1_000_000);
    }

    @Override
    public void sendCancel() {
        log.add("CANCEL at " + (now - START) / 1_000_000);
    }

    @Override
    public void response(SipResponse response) {
        log.add("response " + response.status());
        onResponse.run();
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
