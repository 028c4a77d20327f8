package io.rvoip.session.offer;

import io.rvoip.rtp.RtcpExtensions;
import io.rvoip.sip.sdp.Attribute;
import io.rvoip.sip.sdp.Media;
import io.rvoip.sip.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;

/** {@code a=rtcp-xr} (RFC 3611 §5): which extended reports of RTCP one side asks the other for. */
final class ExtendedReports {
    /** In our lines: tell us how you hear us, and ask for the round trip if you like. */
    static final Attribute OURS = Attribute.of("rtcp-xr", "voip-metrics rcvr-rtt=all");

    private ExtendedReports() {}

    /** What a line asks for; its own attribute counts instead of the session's. Without any we send none. */
    static RtcpExtensions asked(SessionDescription description, Media line) {
        Optional<String> formats = line.attribute(OURS.name()).or(() -> description.attribute(OURS.name()));
        if (formats.isEmpty()) {
            return RtcpExtensions.NONE;
        }
        List<String> asked = List.of(formats.get().trim().split(" +"));
        return new RtcpExtensions(asked.contains("voip-metrics"),
                asked.stream().anyMatch(format -> format.startsWith("rcvr-rtt=")));
    }
}
