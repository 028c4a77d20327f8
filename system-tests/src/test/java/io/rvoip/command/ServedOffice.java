package io.rvoip.command;

import io.rvoip.peers.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** An office run by {@code rvoip serve --config FILE}, with the users alice and bob, and phones of the command line at it. */
final class ServedOffice implements AutoCloseable {
    static final String DOMAIN = "rvoip.test";

    private static final int LOWEST_MEDIA = 30_000;
    private static final int MEDIA_PORTS = 400;

    private final Rvoip serve;
    private final int port;

    private ServedOffice(Rvoip serve, int port) {
        this.serve = serve;
        this.port = port;
    }

    /** Starts one and waits until it is ready. */
    static ServedOffice open(Path dir, String... options) {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("serve", "--config", file(dir, port).toString()));
        command.addAll(List.of(options));
        return new ServedOffice(Rvoip.startReady(command.toArray(new String[0])), port);
    }

    static Path file(Path dir, int port) {
        return write(dir, "office-" + port, "domain: " + DOMAIN + "\nsecurityProfile: development\n"
            + "sip: {listen: [\"udp://127.0.0.1:" + port + "\", \"tcp://127.0.0.1:" + port + "\"]}\n"
            + "media: {ports: " + mediaPorts() + "}\n"
            + "users: [{name: alice, password: pw-alice}, {name: bob, password: pw-bob}]\n");
    }

    static String mediaPorts() {
        int first = LOWEST_MEDIA + ThreadLocalRandom.current().nextInt(6) * MEDIA_PORTS;
        return first + "-" + (first + MEDIA_PORTS - 1);
    }

    static Path write(Path dir, String name, String yaml) {
        try {
            return Files.writeString(dir.resolve(name + ".yaml"), yaml);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static int freePort() {
        try {
            return Tool.freePort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    static String uri(String user) {
        return "sip:" + user + "@" + DOMAIN;
    }

    Rvoip serve() {
        return serve;
    }

    int port() {
        return port;
    }

    /** The options of a phone of alice's, and more. */
    String[] alice(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--as", uri("alice"), "--password", "pw-alice", "--outbound", "sip:127.0.0.1:" + port));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    @Override
    public void close() {
        serve.close();
    }
}
