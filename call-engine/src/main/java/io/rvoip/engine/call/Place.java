package io.rvoip.engine.call;

import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.session.NextHop;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import java.util.List;
import java.util.Optional;

/** Where one branch of a call goes. */
public sealed interface Place {
    /** The Request-URI. */
    SipUri target();

    /** Where the INVITE is sent. */
    NextHop nextHop();

    /** The proxies to pass, nearest first. */
    default List<NameAddr> route() {
        return List.of();
    }

    /** The same place in another way, for when this one fails; empty when there is none. */
    default Optional<Place> otherwise() {
        return Optional.empty();
    }

    /** Whether it is reached over TLS alone. */
    boolean secure();

    /** Whether it belongs to our trust domain: it may see identities that callers want kept from others (RFC 3325 §7). */
    boolean trusted();

    /** A phone of a user of ours, by the first of its flows. */
    record Phone(PhoneFlows flows) implements Place {
        private Binding binding() {
            return flows.first();
        }

        @Override
        public List<NameAddr> route() {
            return binding().path();
        }

        @Override
        public Optional<Place> otherwise() {
            return flows.hasOthers() ? Optional.of(new Phone(flows.others())) : Optional.empty();
        }

        @Override
        public SipUri target() {
            return binding().contact();
        }

        @Override
        public NextHop nextHop() {
            return binding().nextHop();
        }

        @Override
        public boolean secure() {
            return binding().flow().protocol().secure();
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
