package io.rvoip.sip.transport;

import io.rvoip.sip.ParseResult;
import io.rvoip.sip.SipMessage;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what arrives; another thread may wait for it. */
final class RecordingInbox implements SipTransport.Inbox {
    record Received(SipMessage message, Flow flow) { }

    record Refused(ParseResult.Refused refused, Flow flow) { }

    record Closed(Flow flow, String why) { }

    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    final BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();
    final BlockingQueue<Closed> closed = new LinkedBlockingQueue<>();

    @Override
    public void received(SipMessage message, Flow flow) {
        received.add(new Received(message, flow));
    }

    @Override
    public void refused(ParseResult.Refused problem, Flow flow) {
        refused.add(new Refused(problem, flow));
    }

    @Override
    public void closed(Flow flow, String why) {
        closed.add(new Closed(flow, why));
    }

    Received next() {
        return next(received);
    }

    /** Waits for real sockets, at most a few seconds. */
    static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within 10 s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
