package io.rvoip.engine;

import io.rvoip.common.EventBus;
import io.rvoip.common.Health;
import io.rvoip.engine.auth.UserCheck;
import io.rvoip.engine.whip.WhipCalls;
import io.rvoip.sip.trace.CallTrace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What an operator may see and do. All values are snapshots; every method may be called from any thread and returns
 * at once.
 */
public interface EngineControl {
    /** The calls that have not ended, oldest first. */
    List<CallInfo> calls();

    /** One of them. */
    Optional<CallInfo> call(String id);

    /** Ends a call with BYE or CANCEL to both sides. Completes with false when there is no such call. */
    CompletionStage<Boolean> hangup(String id);

    /**
     * What was said in a call, both legs, oldest message first: of one that goes on, and of one that has ended while it is
     * remembered. Completes with {@link CallTrace#NONE} or without messages when there is no trace of it.
     *
     * @param id of the call, or a SIP Call-ID
     */
    CompletionStage<CallTrace> trace(String id);

    /** All contacts of all addresses of record. */
    List<RegistrationInfo> registrations();

    /** Removes all contacts of an address of record. Completes with false when it has none. */
    CompletionStage<Boolean> unregister(String aor);

    /** All trunks, in the order of the configuration. */
    List<TrunkInfo> trunks();

    /** Finds out which user sent a request that is none of SIP; empty where nobody can. */
    default Optional<UserCheck> users() {
        return Optional.empty();
    }

    /** Calls for clients that speak WebRTC-HTTP; empty where nobody can call so. */
    default Optional<WhipCalls> whip() {
        return Optional.empty();
    }

    /** Everything that happens, numbered. */
    EventBus<EngineEvent> events();

    /** What is held at this moment: all zero once nothing goes on, or something leaks. */
    EngineCounts counts();

    /** How the engine is. */
    Health health();
}
