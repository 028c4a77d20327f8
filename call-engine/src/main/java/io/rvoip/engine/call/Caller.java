package io.rvoip.engine.call;

import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.identity.Identity;
import io.rvoip.engine.trunk.Trunk;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.uri.SipUri;
import java.util.List;

/** Who a call comes from, as this platform has found out by itself; what the call says of its caller may differ. */
public sealed interface Caller {
    /** The caller's address in the From of what we send on. */
    SipUri uri(Domains domains);

    /** The same for records and tables, where it stands without escapes. */
    String party(Domains domains);

    /** What is believed of what a request says of its sender. */
    Identity identity(SipRequest request, Domains domains);

    /** The user of ours that calls; empty for somebody else. */
    String user();

    /** Whether what the call says of identities comes from within our trust domain (RFC 3325 §2.3). */
    boolean trusted();

    /** Whether the call may go out by a trunk, which costs somebody money. */
    boolean mayDial();

    /** Whether its media go one way from the beginning, which holds nobody. */
    default boolean oneWay() {
        return false;
    }

    /** The codecs it may use, best first; empty for all of ours. */
    List<String> codecs();

    /**
     * Whether there is room for one call more from there, which is {@link #released} once.
     *
     * @param urgent for an emergency call there always is
     */
    boolean admit(long now, boolean urgent);

    /** The call is over. */
    void released();

    /**
     * A user of ours.
     *
     * @param name authenticated
     */
    record User(String name) implements Caller {
        @Override
        public String user() {
            return name;
        }

        @Override
        public SipUri uri(Domains domains) {
            return domains.uri(name);
        }

        @Override
        public String party(Domains domains) {
            return domains.addressOfRecord(name);
        }

        @Override
        public Identity identity(SipRequest request, Domains domains) {
            return Identity.ofUser(request, name, domains);
        }

        @Override
        public boolean trusted() {
            return false;
        }

        @Override
        public boolean mayDial() {
            return true;
        }

        @Override
        public List<String> codecs() {
            return List.of();
        }

        @Override
        public boolean admit(long now, boolean urgent) {
            return true;
        }

        @Override
        public void released() {
            // users have no limits of their own
        }
    }

    /**
     * A user of ours without SIP, whom somebody within this process vouches for.
     *
     * @param as who it is
     */
    record Client(User as) implements Caller {
        @Override
        public String user() {
            return as.user();
        }

        @Override
        public SipUri uri(Domains domains) {
            return as.uri(domains);
        }

        @Override
        public String party(Domains domains) {
            return as.party(domains);
        }

        @Override
        public Identity identity(SipRequest request, Domains domains) {
            return as.identity(request, domains);
        }

        @Override
        public boolean trusted() {
            return as.trusted();
        }

        @Override
        public boolean mayDial() {
            return as.mayDial();
        }

        @Override
        public boolean oneWay() {
            return true;
        }

        @Override
        public List<String> codecs() {
            return as.codecs();
        }

        @Override
        public boolean admit(long now, boolean urgent) {
            return as.admit(now, urgent);
        }

        @Override
        public void released() {
            as.released();
        }
    }

    /**
     * Somebody behind a trunk.
     *
     * @param trunk the call came in by, which has shown that it is the one
     * @param number who calls, as the trunk presents it
     */
    record ByTrunk(Trunk trunk, SipUri number) implements Caller {
        @Override
        public SipUri uri(Domains domains) {
            return number;
        }

        @Override
        public String party(Domains domains) {
            return number.toString();
        }

        @Override
        public Identity identity(SipRequest request, Domains domains) {
            return Identity.ofPeer(request, number, trusted());
        }

        @Override
        public String user() {
            return "";
        }

        @Override
        public boolean trusted() {
            return trunk.config().trusted();
        }

        @Override
        public boolean mayDial() {
            return trunk.config().transit();
        }

        @Override
        public List<String> codecs() {
            return trunk.config().codecs();
        }

        @Override
        public boolean admit(long now, boolean urgent) {
            return trunk.admit(now, urgent);
        }

        @Override
        public void released() {
            trunk.released();
        }
    }
}
