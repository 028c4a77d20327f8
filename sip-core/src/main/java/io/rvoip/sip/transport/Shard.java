package io.rvoip.sip.transport;

import io.rvoip.common.Loop;
import java.util.Objects;

/** One owner of calls: a loop and what takes in messages there. */
public record Shard(Loop loop, SipTransport.Inbox inbox) {
    public Shard {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(inbox, "inbox");
    }
}
