package io.rvoip.builder;

import io.rvoip.common.audit.AuditSettings;
import java.nio.file.Path;
import java.util.Optional;

/** The section {@code audit}: {@code file}, {@code maxFileSize}, {@code maxFiles}, {@code queue}, {@code collector}. */
final class YamlAudit {
    private static final String TLS = "tls://";

    private YamlAudit() {}

    /** @param base what is changed, if there is something already */
    static Optional<AuditSettings> read(YamlNode node, Optional<AuditSettings> base) {
        Optional<Path> file = node.parsed("file", Path::of);
        Optional<AuditSettings> audit = file.map(AuditSettings::in).or(() -> base);
        if (audit.isEmpty()) {
            node.problem("file", "is missing", "name the file to append to");
        }
        AuditSettings limits = audit.orElseGet(() -> AuditSettings.in(Path.of("audit.jsonl")));
        limits = node.word("maxFileSize", YamlAudit::sized).map(limits::withMaxFileBytes).orElse(limits);
        limits = node.number("maxFiles", 1, 100_000).map(limits::withMaxFiles).orElse(limits);
        limits = node.number("queue", 16, 1_000_000).map(limits::withQueue).orElse(limits);
        Optional<HostAndPort> collector = node.word("collector", YamlAudit::collector);
        AuditSettings local = limits;
        limits = collector.map(at -> local.withCollector(at.host(), at.port())).orElse(limits);
        node.refuseOthers();
        AuditSettings read = limits;
        return audit.map(named -> read);
    }

    private static HostAndPort collector(String text) {
        if (!text.startsWith(TLS) || text.length() == TLS.length()) {
            throw new IllegalArgumentException("collector: \"" + text + "\" (expected: tls://HOST or tls://HOST:PORT)");
        }
        return HostAndPort.parse(text.substring(TLS.length()), AuditCollector.DEFAULT_PORT);
    }

    /** Refused here where it is out of range, so that the problem has its path. */
    private static long sized(String text) {
        long bytes = YamlTrace.bytes(text);
        return AuditSettings.in(Path.of("audit.jsonl")).withMaxFileBytes(bytes).maxFileBytes();
    }
}
