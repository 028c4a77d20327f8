package io.rvoip.rtp.mikey;

import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.List;

/**
 * What an exchange is about: one stream in each direction. Immutable.
 *
 * @param suites that may be used, best first, at least one
 * @param ssrc of the stream we send, 32 raw bits; 0: not known
 * @param firstSession identifier of the initiator's stream in the map, 1 to 254; the responder's is the next one
 *     (RFC 4567 section 7.1)
 * @param protocols the key management protocols of the offer, in their order, between semicolons (RFC 4567 section 4.1.4)
 * @param to who the far end is, by the name that its certificate is known under ({@link MikeyCertificates#peers}); empty: it has none
 */
public record MikeyTerms(List<SrtpSuite> suites, int ssrc, int firstSession, String protocols, String to) {
    /** The identifier of MIKEY (RFC 4567 section 7). */
    public static final String PROTOCOL = "mikey";
    /** The attribute of a description that carries its messages (RFC 4567 section 3.1). */
    public static final String ATTRIBUTE = "key-mgmt";

    /** Copies the list. */
    public MikeyTerms {
        suites = List.copyOf(suites);
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("suites: none (expected: at least one)");
        }
        if (firstSession < 1 || firstSession > 254) {
            throw new IllegalArgumentException("firstSession: " + firstSession + " (expected: 1-254)");
        }
    }

    /** With a far end whose certificate is not known beforehand. */
    public MikeyTerms(List<SrtpSuite> suites, int ssrc, int firstSession, String protocols) {
        this(suites, ssrc, firstSession, protocols, "");
    }

    /** For an offer with one stream and no other protocol. */
    public static MikeyTerms of(List<SrtpSuite> suites, int ssrc) {
        return new MikeyTerms(suites, ssrc, 1, PROTOCOL);
    }

    /** The same with another stream of ours. */
    public MikeyTerms sending(int changed) {
        return new MikeyTerms(suites, changed, firstSession, protocols, to);
    }

    /** The same with a far end of that name. */
    public MikeyTerms towards(String name) {
        return new MikeyTerms(suites, ssrc, firstSession, protocols, name);
    }

    /** The same, of an offer that counts its sessions from there and names those protocols. */
    public MikeyTerms offered(int first, String named) {
        return new MikeyTerms(suites, ssrc, first, named, to);
    }
}
