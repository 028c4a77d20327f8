package io.rvoip.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A foreign program under test control: its output is kept, waited on, and shown when something goes wrong. */
public final class Tool implements AutoCloseable {
    private static final int LOWEST_PORT = 5_100;
    private static final int PORTS = 4;
    /** Of the JVMs that run tests beside each other each has ports of its own: a port is asked for long before it is bound. */
    private static final int PORTS_OF_A_FORK = 1_200;
    private static final int FORKS = 4;
    private static final int FIRST_PORT = LOWEST_PORT + (Integer.getInteger("rvoip.fork", 1) - 1) % FORKS * PORTS_OF_A_FORK;
    private static final AtomicInteger GIVEN = new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS_OF_A_FORK / PORTS));

    private final String name;
    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final Thread reader;

    private Tool(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Skips the test, saying so, when the program is not installed. */
    public static void require(String program, String debianPackage) {
        boolean found = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/sbin", "/bin").stream()
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
        assumeTrue(found, program + " is not installed (apt-get install " + debianPackage + ")");
    }

    public static Tool start(String name, Path dir, List<String> command) throws IOException {
        return new Tool(name, new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.add(line);
                    output.notifyAll();
                }
            }
        } catch (IOException ended) {
            // the process is gone
        }
    }

    /** A line on its standard input. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    long pid() {
        return process.pid();
    }

    /** Waits until a line contains {@code text}; fails with all output otherwise. */
    public String await(String text, Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        synchronized (output) {
            while (true) {
                for (String line : output) {
                    if (line.contains(text)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(name + " did not print \"" + text + "\" within " + within + ":\n" + String.join("\n", output));
                }
                output.wait(Math.min(left, 200));
            }
        }
    }

    public boolean printed(String text) {
        synchronized (output) {
            return output.stream().anyMatch(line -> line.contains(text));
        }
    }

    public String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    /** Waits for the end; fails with all output when it does not come. */
    public int awaitEnd(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(name + " did not end within " + within + ":\n" + output());
        }
        reader.join(1000);
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A port that nobody uses for UDP or TCP on 127.0.0.1 at this moment, nor the three behind it: baresip takes the next one too,
     * and sipp three more for media. They lie below those that the system and our media take, and are given again last of all.
     */
    public static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = FIRST_PORT + Math.floorMod(GIVEN.getAndIncrement(), PORTS_OF_A_FORK / PORTS) * PORTS;
            if (IntStream.range(port, port + PORTS).allMatch(Tool::isFree)) {
                return port;
            }
        }
        throw new IOException("no free port on 127.0.0.1");
    }

    private static boolean isFree(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
             DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
