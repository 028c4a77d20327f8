package io.rvoip.engine.call;

import io.rvoip.engine.registrar.Binding;
import io.rvoip.engine.registrar.PhoneFlows;
import io.rvoip.engine.trunk.HealthSettings;
import io.rvoip.engine.trunk.Trunk;
import io.rvoip.session.NextHop;
import io.rvoip.session.auth.Credentials;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where one branch of a call goes. */
public sealed interface Place {
    /** The Request-URI. */
    SipUri target();

    /** Where the INVITE is sent. */
    default NextHop nextHop() {
        return NextHop.byUri();
    }

    /** The proxies to pass, nearest first. */
    default List<NameAddr> route() {
        return List.of();
    }

    /** The same place in another way, for when this one fails; empty when there is none. */
    default Optional<Place> otherwise() {
        return Optional.empty();
    }

    /** Whether it is reached over TLS alone. */
    default boolean secure() {
        return target().secure();
    }

    /** Whether it belongs to our trust domain: it may see identities that callers want kept from others (RFC 3325 §7). */
    default boolean trusted() {
        return false;
    }

    /** By which address the caller is known there; empty for our own name of the caller. */
    default Optional<SipUri> caller() {
        return Optional.empty();
    }

    /** What stands in To. @param called whom the caller wanted, by our name */
    default SipUri to(SipUri called) {
        return target();
    }

    /** Answers for whoever challenges us there. */
    default List<Credentials> credentials() {
        return List.of();
    }

    /** The codecs that may be used there, best first; empty for all of ours. */
    default List<String> codecs() {
        return List.of();
    }

    /** How long the first reaction is waited for where there is another place to go to. */
    default Duration patience() {
        return HealthSettings.DEFAULT.timeout();
    }

    /**
     * Whether there is room for one call more, which is {@link #over} once.
     *
     * @param urgent for an emergency call there always is
     */
    default boolean admit(long now, boolean urgent) {
        return true;
    }

    /** The call there is over. @param failed whether the way was at fault, not whoever was called */
    default void over(boolean failed) {
        // nothing is counted unless a place has limits
    }

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
        public SipUri to(SipUri called) {
            return called;
        }
    }

    /** Somebody whose number leads to an address of their own (RFC 6116). */
    record Peer(SipUri target) implements Place {}

    /**
     * Somebody behind a trunk.
     *
     * @param target the number, at the carrier
     * @param from what the carrier is told of who calls
     */
    record Gateway(Trunk trunk, SipUri target, SipUri from) implements Place {
        @Override
        public NextHop nextHop() {
            return NextHop.through(trunk.config().address());
        }

        @Override
        public boolean trusted() {
            return trunk.config().trusted();
        }

        @Override
        public Optional<SipUri> caller() {
            return Optional.of(from);
        }

        @Override
        public List<Credentials> credentials() {
            return trunk.credentials();
        }

        @Override
        public List<String> codecs() {
            return trunk.config().codecs();
        }

        @Override
        public Duration patience() {
            return trunk.config().health().timeout();
        }

        @Override
        public boolean admit(long now, boolean urgent) {
            return trunk.admit(now, urgent);
        }

        @Override
        public void over(boolean failed) {
            trunk.released();
            if (failed) {
                trunk.failed();
            }
        }
    }
}
