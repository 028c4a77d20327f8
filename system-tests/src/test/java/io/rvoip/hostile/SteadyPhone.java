package io.rvoip.hostile;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.SipText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A phone with an account that registers and calls the echo at its pace, repeats what is lost as phones do, and keeps count. */
final class SteadyPhone implements AutoCloseable {
    /** RFC 3261 T1, and 64 times it. */
    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration GIVEN_UP = Duration.ofSeconds(32);

    private final Caller caller;
    private final Duration pace;
    private final Thread thread;
    private final List<Duration> served = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private volatile boolean stopped;

    /** @param pace from the start of one call to that of the next */
    SteadyPhone(Target target, String user, Duration pace) {
        caller = Caller.udp(target, user);
        caller.register();
        this.pace = pace;
        thread = new Thread(this::goOn, "steady-" + user);
        thread.start();
    }

    private void goOn() {
        long next = System.nanoTime();
        while (!stopped) {
            long start = System.nanoTime();
            try {
                registerAndCall();
                served.add(Duration.ofNanos(System.nanoTime() - start));
            } catch (AssertionError failure) {
                failures.add(failure.getMessage());
            }
            next += pace.toNanos();
            for (long left = next - System.nanoTime(); left > 0 && !stopped; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private void registerAndCall() {
        expect(200, caller.signed("REGISTER", "sip:" + Target.DOMAIN, "Expires: 600"));
        String invite = caller.signedWith(TalkingCall.sdp(9), "INVITE", Target.uri("echo"), "Content-Type: application/sdp");
        TalkingCall call = TalkingCall.accepted(caller, invite, expect(200, invite));
        expect(200, call.within("BYE"));
    }

    private void expect(int status, ReceivedSip answer) {
        if (answer.status() != status) {
            throw new AssertionError(answer.toString());
        }
    }

    private ReceivedSip expect(int status, String request) {
        SipText asked = SipText.read(request);
        long until = System.nanoTime() + GIVEN_UP.toNanos();
        for (Duration wait = T1; System.nanoTime() < until; wait = wait.multipliedBy(2)) {
            caller.send(request);
            long again = System.nanoTime() + wait.toNanos();
            while (System.nanoTime() < again) {
                Optional<ReceivedSip> answer = caller.next(Duration.ofNanos(Math.max(1_000_000, again - System.nanoTime())));
                if (answer.isPresent() && answers(answer.get(), asked)) {
                    expect(status, answer.get());
                    return answer.get();
                }
            }
        }
        throw new AssertionError("no answer to " + asked.startLine());
    }

    private static boolean answers(ReceivedSip message, SipText request) {
        return message.status() >= 200 && message.header("Call-ID").equals(request.header("Call-ID"))
            && message.header("CSeq").equals(request.header("CSeq"));
    }

    /** Ends after the call under way. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    /** How long each good round took; read after {@link #stop}. */
    List<Duration> served() {
        return served;
    }

    /** What went wrong; read after {@link #stop}. */
    List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        stop();
        caller.close();
    }
}
