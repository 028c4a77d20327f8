package io.rvoip.simple;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceInterfaces;
import java.util.concurrent.RejectedExecutionException;

/** The interfaces whose addresses a client tells, looked at when it begins and whenever the network has changed. */
final class ToldInterfaces {
    private final IceInterfaces told;
    private final Wiring wiring;
    private final Loop loop;

    /** Looks at once: asking the operating system may block. */
    ToldInterfaces(ClientConfig config, Wiring wiring) {
        told = config.ice() == null ? IceInterfaces.ALL : config.ice().addresses().interfaces();
        this.wiring = wiring;
        loop = wiring.signalling();
        look();
    }

    private void look() {
        if (!told.names().isEmpty()) {
            told.look(wiring.interfaces()); // one that is gone has no addresses
        }
    }

    /** Looks again where there is a choice, not on the loop, and goes on there. */
    void again(Runnable then) {
        if (told.names().isEmpty()) {
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
