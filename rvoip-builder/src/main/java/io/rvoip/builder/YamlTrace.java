package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.sip.trace.HepSettings;
import io.rvoip.sip.trace.Redaction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * The section {@code trace}: {@code memory} and {@code callMemory} ({@code 16MiB}, {@code 256KiB}), {@code redaction}
 * ({@code nothing}, {@code secrets}, {@code bodies}), {@code hep} with {@code address}, {@code captureId} and {@code queue}.
 */
final class YamlTrace {
    private static final int HEP_PORT = 9060;

    private YamlTrace() {}

    static TraceConfig read(YamlNode node, TraceConfig base) {
        TraceConfig trace = base;
        trace = node.parsed("memory", text -> base.withMemory(bytes(text)).memory()).map(trace::withMemory).orElse(trace);
        trace = node.parsed("callMemory", text -> base.withCallMemory(bytes(text)).callMemory()).map(trace::withCallMemory).orElse(trace);
        trace = node.parsed("redaction", YamlTrace::redaction).map(trace::withRedaction).orElse(trace);
        if (node.has("hep")) {
            trace = hep(node.child("hep"), trace);
        }
        node.refuseOthers();
        return trace;
    }

    private static TraceConfig hep(YamlNode node, TraceConfig base) {
        Optional<HepSettings> hep = node.required("address").flatMap(text -> node.parsed("address", YamlTrace::collector));
        hep = hep.map(to -> node.number("captureId", 0, Integer.MAX_VALUE).map(to::withCaptureId).orElse(to));
        hep = hep.map(to -> node.number("queue", 1, 1_000_000).map(to::withQueue).orElse(to));
        node.refuseOthers();
        return hep.map(base::withHep).orElse(base);
    }

    /** {@code udp://127.0.0.1:9060}. */
    private static HepSettings collector(String text) {
        HostAndPort at = HostAndPort.parse(text.startsWith("udp://") ? text.substring(6) : "", HEP_PORT);
        byte[] address = NetUtil.createByteArrayFromIpAddressString(at.host());
        try {
            if (address != null && at.port() > 0) {
                return HepSettings.to(new InetSocketAddress(InetAddress.getByAddress(address), at.port()));
            }
        } catch (UnknownHostException broken) {
            // said below
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: the address of a collector, as in udp://127.0.0.1:9060)");
    }

    /** {@code 256KiB}, {@code 16MiB}, {@code 1GiB}. */
    static long bytes(String text) {
        String[] parts = text.split("(?=[KMG]iB$)");
        if (parts.length == 2 && parts[0].matches("[0-9]{1,6}")) {
            return Long.parseLong(parts[0]) << 10 * (1 + "KMG".indexOf(parts[1].charAt(0)));
        }
        throw new IllegalArgumentException("\"" + text + "\" (expected: a size, as in 256KiB, 16MiB)");
    }

    private static Redaction redaction(String text) {
        return switch (text) {
            case "nothing" -> Redaction.NOTHING;
            case "secrets" -> Redaction.SECRETS;
            case "bodies" -> Redaction.BODIES;
            default -> throw new IllegalArgumentException("\"" + text + "\" (expected: nothing, secrets, bodies)");
        };
    }

    /** As it stands in a file. */
    static String word(Redaction redaction) {
        return redaction.name().toLowerCase(Locale.ROOT);
    }
}
