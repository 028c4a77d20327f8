package io.rvoip.engine.call;

import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.session.NextHop;
import io.rvoip.sip.uri.SipUri;

/** Where one branch of a call goes. */
public sealed interface Place {
    /** The Request-URI. */
    SipUri target();

    /** Where the INVITE is sent. */
    NextHop nextHop();

    /** Whether it is reached over TLS alone. */
    boolean secure();

    /** Whether it belongs to our trust domain: it may see identities that callers want kept from others (RFC 3325 §7). */
    boolean trusted();

    /** A phone of a user of ours. */
    record Phone(Binding binding) implements Place {
        @Override
        public SipUri target() {
            return binding.contact();
        }

        @Override
        public NextHop nextHop() {
            return binding.nextHop();
        }

        @Override
        public boolean secure() {
            return binding.flow().protocol().secure();
        }

        @Override
        public boolean trusted() {
            return false;
        }
    }

    /**
     * Somebody behind a trunk.
     *
     * @param target the number, at the address of the trunk
     */
    record Gateway(TrunkConfig trunk, SipUri target) implements Place {
        @Override
        public NextHop nextHop() {
            return NextHop.through(trunk.address());
        }

        @Override
        public boolean secure() {
            return trunk.address().secure();
        }

        @Override
        public boolean trusted() {
            return trunk.trusted();
        }
    }
}
