package io.rvoip.peers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.sip.transport.TransportProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Kamailio as registrar and proxy on loopback, with TLS where its module is installed. */
final class Kamailio implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Tool tool;
    private final String host;
    private final int port;

    private Kamailio(Tool tool, String host, int port) {
        this.tool = tool;
        this.host = host;
        this.port = port;
    }

    /** Of {@code kam.test}, which challenges whoever calls. */
    static Kamailio start(Path dir, Certificates certificates) throws IOException {
        return start(dir, certificates, "127.0.0.1", "kam.test", "");
    }

    /** The same on another address of this machine, so that it is told from phones by its address. */
    static Kamailio at(String host, Path dir, Certificates certificates) throws IOException {
        return start(dir, certificates, host, "kam.test", "");
    }

    /** One that sends whatever is not for its own users to another port of loopback, and challenges none but who registers. */
    static Kamailio before(int nextHop, String domain, Path dir, Certificates certificates) throws IOException {
        return start(Files.createDirectories(dir), certificates, "127.0.0.1", domain, "#!define NEXT_HOP \"sip:127.0.0.1:" + nextHop + "\"\n");
    }

    private static Kamailio start(Path dir, Certificates certificates, String host, String domain, String more) throws IOException {
        Tool.require("kamailio", "kamailio");
        int port = Tool.freePort();
        Path config = dir.resolve("kamailio.cfg");
        Files.writeString(config, "#!KAMAILIO\n" + more + (hasModule("tls") ? "#!define WITH_TLS\n" : "")
            + (hasModule("websocket") ? "#!define WITH_WEBSOCKET\n" : "") + resource()
            .replace("DOMAIN", domain).replace("PORT_TLS", String.valueOf(port + 1)).replace("PORT", String.valueOf(port)).replace("HOST", host)
            .replace("CERTIFICATE", certificates.server().certificate().toString())
            .replace("KEY", certificates.server().key().toString()));
        Tool tool = Tool.start("kamailio", dir, List.of("/usr/sbin/kamailio", "-f", config.toString(), "-DD", "-E", "-m", "32", "-M", "4",
            "-w", dir.toString(), "-Y", dir.toString(), "-P", dir.resolve("pid").toString()));
        Kamailio started = new Kamailio(tool, host, port);
        started.awaitPort();
        return started;
    }

    /** Skips the test, saying so, when the module is not installed. */
    static void requireTls() {
        assumeTrue(hasModule("tls"), "kamailio has no TLS (apt-get install kamailio-tls-modules)");
    }

    /** Skips the test, saying so, when the module is not installed. */
    static void requireWebSocket() {
        assumeTrue(hasModule("websocket") && hasModule("tls"),
            "kamailio has no WebSocket (apt-get install kamailio-websocket-modules kamailio-tls-modules)");
    }

    private static boolean hasModule(String name) {
        try (Stream<Path> libraries = Files.list(Path.of("/usr/lib"))) {
            return libraries.anyMatch(dir -> Files.exists(dir.resolve("kamailio/modules/" + name + ".so")));
        } catch (IOException none) {
            return false;
        }
    }

    private static String resource() throws IOException {
        try (InputStream in = Kamailio.class.getResourceAsStream("kamailio.cfg")) {
            if (in == null) {
                throw new IllegalStateException("kamailio.cfg is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void awaitPort() {
        await("kamailio").atMost(SOON).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(host, port)) {
                return socket.isConnected();
            }
        });
    }

    /** For UDP and TCP. */
    int port() {
        return port;
    }

    int port(TransportProtocol transport) {
        return transport.secure() ? port + 1 : port;
    }

    /** Waits until so many requests of this method came from this port, or more: on a slow machine some come twice. */
    void awaitRequests(int count, String method, int port) {
        awaitRequests(count, " " + method + " from " + port + " by \\d+");
    }

    /** Waits until so many requests of this method came that have so many Vias, or more. */
    void awaitRequestsByWay(int count, String method, int vias) {
        awaitRequests(count, " " + method + " from \\d+ by " + vias);
    }

    private void awaitRequests(int count, String line) {
        Pattern pattern = Pattern.compile(".*" + line);
        await(line).atMost(SOON).until(() -> tool.output().lines().filter(said -> pattern.matcher(said).matches()).count() >= count);
    }

    @Override
    public void close() {
        tool.close();
    }
}
