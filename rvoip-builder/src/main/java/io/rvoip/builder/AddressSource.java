package io.rvoip.builder;

import java.net.InetAddress;

/** Who knows at which address others see this machine, and is asked for it now and then. On one loop; printed as messages name it. */
interface AddressSource {
    /** What comes of asking, on the loop. */
    interface Answers {
        /**
         * Others see us there.
         *
         * @return false when nobody can be reached there: as if nothing had been said
         */
        boolean seen(InetAddress address);

        /**
         * Nothing was said.
         *
         * @param more whether somebody else is asked at once
         */
        void silent(String why, boolean more);

        /** There is nobody to ask, or no way to do so: nothing follows. */
        void unasked(String why);
    }

    /** Asks, and goes on asking. */
    void start(Answers answers);

    /** Tells nothing any more. Idempotent. */
    void stop();
}
