package io.rvoip.engine;

import io.rvoip.session.SipShard;
import io.rvoip.session.SipStack;
import io.rvoip.session.UserAgentHandler;
import io.rvoip.session.UserAgentSettings;
import java.util.function.Function;

/** Builds the SIP stack an engine runs on: loops, transports and timers are its business. */
@FunctionalInterface
public interface StackFactory {
    /**
     * Builds a stack that does not listen yet. Called once; the engine closes the stack.
     *
     * @param settings what the engine needs; timers and challenge policy may be changed
     * @param handlers for {@link SipStack.Builder#withHandler}
     */
    SipStack open(UserAgentSettings settings, Function<SipShard, UserAgentHandler> handlers);
}
