package io.rvoip.ice;

/** A local and a remote candidate of the same component that reach each other. */
public record IcePair(IceCandidate local, IceCandidate remote) {
    public IcePair {
        if (local.component() != remote.component()) {
            throw new IllegalArgumentException(
                    "remote: component " + remote.component() + " (expected: " + local.component() + ")");
        }
    }

    /** RTP is 1, RTCP is 2. */
    public int component() {
        return local.component();
    }
}
