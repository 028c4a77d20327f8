package io.rvoip.ice;

import io.rvoip.common.Loop;

/**
 * Who makes ICE agents: {@link IceAgents}, or {@link io.rvoip.ice.ice4j.Ice4j} where that library is present.
 * Thread-safe; what is opened is confined to its loop.
 */
@FunctionalInterface
public interface IceEngine {
    /**
     * An agent for one session, asked for on its loop.
     *
     * @param loop where {@code events} are told
     * @throws IllegalArgumentException when this engine lacks something that the configuration asks for, naming it
     */
    IceAgent open(IceConfig config, IceEvents events, Loop loop);
}
