package io.rvoip.simple;

import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.transport.TransportProtocol;
import java.util.List;

/**
 * What protects a client or a call, told as it is.
 *
 * @param profile what the deployment insists on
 * @param transport of the signalling
 * @param keying how the media keys are agreed on, by the word of
 *     {@link io.rvoip.session.SecurityConfig#id()}: {@code none} is plain RTP
 * @param warnings what anybody on the way can do, one sentence each; empty when nothing is left open
 */
public record SecurityReport(
        SecurityProfile profile, TransportProtocol transport, String keying, List<String> warnings) {
    /** Copies the list. */
    public SecurityReport {
        warnings = List.copyOf(warnings);
    }

    /** Plain RTP, signalled over {@code transport}. */
    static SecurityReport plain(SecurityProfile profile, TransportProtocol transport) {
        return new SecurityReport(profile, transport, "none", List.of(
                "signalling is plain " + transport + ": whoever is on the way can read and change who calls whom",
                "media is plain RTP: whoever is on the way can listen"));
    }

    /** Whether the signalling is encrypted up to the next hop. */
    public boolean signallingEncrypted() {
        return transport.secure();
    }

    /** Whether the media is encrypted. */
    public boolean mediaEncrypted() {
        return !keying.equals("none");
    }
}
