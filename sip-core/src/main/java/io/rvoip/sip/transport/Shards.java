package io.rvoip.sip.transport;

import io.rvoip.common.Loop;
import java.util.List;

/** Who owns which call. Thread-safe: asked from every loop that reads or sends. */
public interface Shards {
    /** The owner of all messages with this Call-ID; always the same for the same text. */
    Shard of(String callId);

    /** All owners, at least one. The first one also gets what has no usable Call-ID. */
    List<Shard> all();

    /** One owner of everything. */
    static Shards single(Loop loop, SipTransport.Inbox inbox) {
        return byHash(List.of(new Shard(loop, inbox)));
    }

    /** Owners chosen by a hash of the Call-ID. */
    static Shards byHash(List<Shard> shards) {
        return new HashedShards(shards);
    }
}
