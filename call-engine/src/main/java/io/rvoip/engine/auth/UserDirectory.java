package io.rvoip.engine.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The port to the users of the domain. An implementation in memory answers at once; a database completes the stage later,
 * on any thread. Must not block. Thread-safe.
 */
@FunctionalInterface
public interface UserDirectory {
    /**
     * Looks a user up.
     *
     * @param name as it stands in credentials: anything a stranger may write, up to 256 characters; compared exactly
     * @return empty for an unknown user; failed when the directory cannot tell, which is answered with 500
     */
    CompletionStage<Optional<UserAccount>> find(String name);
}
