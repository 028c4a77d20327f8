package io.rvoip.sip.transport;

import java.util.List;

final class HashedShards implements Shards {
    private final List<Shard> shards;

    HashedShards(List<Shard> shards) {
        this.shards = List.copyOf(shards);
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("shards: none (expected: at least one)");
        }
    }

    @Override
    public Shard of(String callId) {
        int hash = callId.hashCode() * 0x9E3779B9;
        return shards.get(Math.floorMod(hash ^ hash >>> 16, shards.size()));
    }

    @Override
    public List<Shard> all() {
        return shards;
    }
}
