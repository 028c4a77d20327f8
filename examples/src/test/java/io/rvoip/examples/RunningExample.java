package io.rvoip.examples;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/**
 * An example that runs as a user runs it: its {@code main} on a thread of its own, with its standard output kept. Closing
 * it interrupts that thread, which is the Ctrl-C of tests, and fails the test when {@code main} failed.
 */
final class RunningExample implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final Pattern ADDRESS = Pattern.compile("sip:([^ @]+@)?127\\.0\\.0\\.1:([0-9]+)");

    private final PrintStream formerOut = System.out;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread thread;
    private volatile Throwable failure;

    /** A {@code main}. */
    @FunctionalInterface
    interface Program {
        void main(String[] args) throws Exception;
    }

    private RunningExample(Program program, String... args) {
        System.setOut(new PrintStream(new Lines(), true, StandardCharsets.UTF_8));
        thread = new Thread(() -> run(program, args), "example");
        thread.start();
    }

    static RunningExample start(Program program, String... args) {
        return new RunningExample(program, args);
    }

    private void run(Program program, String... args) {
        try {
            program.main(args);
        } catch (InterruptedException ended) {
            // by close
        } catch (Throwable broken) {
            failure = broken;
            lines.add("failed: " + broken);
        }
    }

    /** The next line that is as wanted. */
    String line(Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (failure == null) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                break;
            }
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
        return Assertions.fail("no such line in " + seen, failure);
    }

    String line(String start) throws InterruptedException {
        return line(line -> line.startsWith(start));
    }

    /** The SIP address at 127.0.0.1 in the line that says how to dial. */
    String address() throws InterruptedException {
        return found().group();
    }

    /** The port of that address. */
    int port() throws InterruptedException {
        return Integer.parseInt(found().group(2));
    }

    private Matcher found() throws InterruptedException {
        Matcher matcher = ADDRESS.matcher(line("Dial it with"));
        Assertions.assertThat(matcher.find()).isTrue();
        return matcher;
    }

    /** Waits until {@code main} returns by itself. */
    void ends() throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        Assertions.assertThat(thread.isAlive()).as("main is still running").isFalse();
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        try {
            ends();
        } finally {
            System.setOut(formerOut);
        }
        Assertions.assertThat(failure).isNull();
    }

    /** Cuts what is printed into lines. */
    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int octet) {
            if (octet == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8).strip());
                line.reset();
            } else {
                line.write(octet);
            }
        }
    }
}
