package io.rvoip.simple;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceInterfaces;
import java.util.concurrent.RejectedExecutionException;

/** The interfaces whose addresses a client tells, looked at when it begins and whenever the network has changed. */
final class ToldInterfaces {
    private final boolean chosen;
    private final IceInterfaces interfaces;
    private final Wiring wiring;
    private final Loop loop;

    /** Looks at once: asking the operating system may block. */
    ToldInterfaces(ClientConfig config, Wiring wiring) {
        chosen = config.ice() != null && !config.ice().addresses().interfaces().isEmpty();
        interfaces = new IceInterfaces(wiring::interfaces);
        this.wiring = wiring;
        loop = wiring.signalling();
        look();
    }

    private void look() {
        if (chosen) {
            interfaces.look(); // one that is gone has no addresses
        }
    }

    /** Who knows what they have. */
    IceInterfaces interfaces() {
        return interfaces;
    }

    /** Looks again where there is a choice, not on the loop, and goes on there. */
    void again(Runnable then) {
        if (!chosen) {
            then.run();
            return;
        }
        try {
            wiring.island().execute(() -> {
                look();
                back(then);
            });
        } catch (RejectedExecutionException busy) {
            then.run(); // with what was there before
        }
    }

    private void back(Runnable then) {
        try {
            loop.execute(then);
        } catch (RejectedExecutionException closed) {
            // nobody wants to know any more
        }
    }
}
