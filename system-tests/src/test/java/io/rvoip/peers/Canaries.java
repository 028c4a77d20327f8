package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Secrets that must not be told, and all that was told, every line of the log among it, from when this is made until it is closed. */
final class Canaries implements AutoCloseable {
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Map<String, String> told = new LinkedHashMap<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private final Lines lines = new Lines();

    /** Every line of every level, with its stack trace. */
    private final class Lines extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    }

    Canaries(String... texts) {
        secrets.addAll(List.of(texts));
        lines.setContext(root.getLoggerContext());
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.TRACE);
    }

    /** A text that nobody may tell. */
    void add(String secret) {
        secrets.add(secret);
    }

    /** Octets that nobody may tell, whatever they are written in. */
    void add(byte[] octets) {
        secrets.add(Base64.getEncoder().encodeToString(octets));
        secrets.add(HexFormat.of().formatHex(octets, 0, Math.min(8, octets.length)));
        secrets.add(Arrays.toString(octets));
    }

    /** What was told somewhere. */
    void tell(String where, Object what) {
        told.merge(where, String.valueOf(what), String::concat);
    }

    String told(String where) {
        return told.get(where);
    }

    /** No line more is heard, and what was is told. */
    @Override
    public void close() {
        root.setLevel(before);
        root.detachAppender(lines);
        tell("log", String.join("\n", log));
    }

    void assertKept() {
        assertThat(told.get("log")).as("levels down to TRACE are heard").contains("DEBUG ");
        told.forEach((where, what) -> secrets.forEach(secret ->
            assertThat(what.contains(secret)).as("%s holds %s", where, secret).isFalse()));
    }
}
