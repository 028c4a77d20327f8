package io.rvoip.rtp.zrtp;

import io.rvoip.common.Loop;
import java.nio.charset.StandardCharsets;
import java.util.function.BiPredicate;

/** Two lines and the path between them, in virtual time. */
final class Call {
    static final long MS = 1_000_000;

    final Party a;
    final Party b;
    final Party.Line here;
    final Party.Line there;
    /** What gets lost: by its type and by who sent it. */
    BiPredicate<String, Party.Line> lost = (type, from) -> false;

    Call(Party a, Party b) {
        this.a = a;
        this.b = b;
        here = a.line(11);
        there = b.line(22);
    }

    Call start() {
        here.stream.start(a.now);
        there.stream.start(b.now);
        return this;
    }

    /** Runs until nothing more happens by itself for so long. */
    Call run(long millis) {
        long end = a.now + millis * MS;
        while (true) {
            carry();
            long next = Math.min(here.stream.nextDeadline(), there.stream.nextDeadline());
            if (next > end || next == Loop.Timer.NEVER) {
                at(end);
                return this;
            }
            at(Math.max(next, a.now));
            here.stream.onDeadline(a.now);
            there.stream.onDeadline(b.now);
        }
    }

    private void at(long now) {
        a.now = now;
        b.now = now;
    }

    void carry() {
        while (!here.out.isEmpty() || !there.out.isEmpty()) {
            carry(here, there);
            carry(there, here);
        }
    }

    private void carry(Party.Line from, Party.Line to) {
        byte[] packet = from.out.poll();
        if (packet != null && !lost.test(type(packet), from)) {
            to.receive(packet);
        }
    }

    static String type(byte[] packet) {
        return new String(packet, 16, 8, StandardCharsets.US_ASCII).trim();
    }
}
