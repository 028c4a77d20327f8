package io.rvoip.command;

import io.rvoip.cli.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The {@code rvoip} command as a process of its own: what it prints on which stream, signals to it, and how it ends. */
public final class Rvoip implements AutoCloseable {
    /** For anything that happens at once on a machine that does nothing else. */
    static final Duration SOON = Duration.ofSeconds(40);

    private final String line;
    private final Process process;
    private final Stream out;
    private final Stream err;

    private Rvoip(String line, Process process) {
        this.line = line;
        this.process = process;
        out = new Stream(process.getInputStream());
        err = new Stream(process.getErrorStream());
    }

    static Rvoip start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /** Starts it with more in its environment. */
    static Rvoip start(Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(commandLine(arguments)).redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        try {
            return new Rvoip("rvoip " + String.join(" ", arguments), builder.start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What starts it with these arguments. */
    public static List<String> commandLine(String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // what runs in the background of a shell ignores SIGINT, and so would its children
            command.addAll(List.of("env", "--default-signal=INT,TERM"));
        }
        command.addAll(javaCommand(Main.class));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** What starts another program of the tests. */
    public static List<String> javaCommand(Class<?> main) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", classPath(), main.getName());
    }

    /** Starts it and waits until it says that it is ready. */
    static Rvoip startReady(String... arguments) {
        Rvoip started = start(arguments);
        try {
            return started.awaitReady();
        } catch (AssertionError never) {
            started.close();
            throw never;
        }
    }

    /** The class path of the tests, without the logger that says nothing. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(part -> !part.contains("slf4j-nop")).collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs it to its end. */
    static Ended run(String... arguments) {
        try (Rvoip command = start(arguments)) {
            return command.awaitEnd();
        }
    }

    /** Runs several at once to their ends. */
    static List<Ended> runAll(List<String[]> commands) {
        List<Rvoip> started = new ArrayList<>();
        try {
            commands.forEach(command -> started.add(start(command)));
            return started.stream().map(Rvoip::awaitEnd).toList();
        } finally {
            started.forEach(Rvoip::close);
        }
    }

    /** Waits for READY, alone on a line of stdout. */
    private Rvoip awaitReady() {
        out.await("READY"::equals, "READY on stdout");
        return this;
    }

    /** Waits for a line of stderr that contains this. */
    String awaitSaid(String text) {
        return err.await(said -> said.contains(text), "\"" + text + "\" on stderr");
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // destroy() of the process would close its streams as well
    }

    /** SIGINT, as by Ctrl-C. */
    void interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    Ended awaitEnd() {
        return awaitEnd(SOON);
    }

    /** Waits for the end; fails with all output when it does not come. */
    Ended awaitEnd(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(line + " did not end within " + within + outputs());
            }
            out.awaitClosed();
            err.awaitClosed();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
        return new Ended(process.exitValue(), out.lines(), err.lines());
    }

    private String outputs() {
        return "\nstdout:\n" + String.join("\n", out.lines()) + "\nstderr:\n" + String.join("\n", err.lines());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** One of its streams, read as it comes. */
    private final class Stream {
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean closed;

        Stream(InputStream in) {
            reader = new Thread(() -> read(in), "rvoip-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream in) {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String next = text.readLine(); next != null; next = text.readLine()) {
                    synchronized (lines) {
                        lines.add(next);
                        lines.notifyAll();
                    }
                }
            } catch (IOException ended) {
                // the process is gone
            }
            synchronized (lines) {
                closed = true;
                lines.notifyAll();
            }
        }

        List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        void awaitClosed() throws InterruptedException {
            reader.join(SOON.toMillis());
        }

        String await(Predicate<String> wanted, String what) {
            long until = System.nanoTime() + SOON.toNanos();
            synchronized (lines) {
                for (int next = 0; true; next++) {
                    while (next == lines.size()) {
                        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                        if (closed || left <= 0) {
                            throw new AssertionError(line + ": no " + what + (closed ? " before it ended" : " within " + SOON) + outputs());
                        }
                        waitFor(left);
                    }
                    if (wanted.test(lines.get(next))) {
                        return lines.get(next);
                    }
                }
            }
        }

        private void waitFor(long millis) {
            try {
                lines.wait(millis);
            } catch (InterruptedException stop) {
                throw new AssertionError(stop);
            }
        }
    }
}
