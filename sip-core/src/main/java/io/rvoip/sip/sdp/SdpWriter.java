package io.rvoip.sip.sdp;

import java.util.List;

/** Writes the lines of a description in the order of RFC 8866 §5. */
final class SdpWriter {
    private SdpWriter() { }

    static String write(SessionDescription session) {
        StringBuilder out = new StringBuilder(512);
        line(out, 'v', "0");
        line(out, 'o', session.origin());
        line(out, 's', session.name());
        session.info().ifPresent(info -> line(out, 'i', info));
        session.uri().ifPresent(uri -> line(out, 'u', uri));
        lines(out, 'e', session.emails());
        lines(out, 'p', session.phones());
        lines(out, 'c', session.connections());
        lines(out, 'b', session.bandwidths());
        session.times().forEach(time -> write(time, out));
        writeEnd(session, out);
        session.media().forEach(media -> write(media, out));
        return out.toString();
    }

    static void write(Media media, StringBuilder out) {
        out.append("m=").append(media.type()).append(' ').append(media.port());
        if (media.portCount() > 1) {
            out.append('/').append(media.portCount());
        }
        out.append(' ').append(media.protocol());
        media.formats().forEach(format -> out.append(' ').append(format));
        out.append("\r\n");
        media.info().ifPresent(info -> line(out, 'i', info));
        lines(out, 'c', media.connections());
        lines(out, 'b', media.bandwidths());
        writeEnd(media, out);
    }

    private static void writeEnd(SdpSection section, StringBuilder out) {
        lines(out, 'a', section.attributes().list());
        section.otherLines().forEach(other -> line(out, other.type(), other.value()));
    }

    private static void write(Timing time, StringBuilder out) {
        line(out, 't', time.start() + " " + time.stop());
        lines(out, 'r', time.repeats());
        if (!time.zones().isEmpty()) {
            line(out, 'z', String.join(" ", time.zones().stream().map(ZoneAdjustment::toString).toList()));
        }
    }

    private static void lines(StringBuilder out, char type, List<?> values) {
        values.forEach(value -> line(out, type, value));
    }

    private static void line(StringBuilder out, char type, Object value) {
        out.append(type).append('=').append(value).append("\r\n");
    }
}
