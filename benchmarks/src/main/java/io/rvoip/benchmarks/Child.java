package io.rvoip.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of a benchmark, pinned to one core, whose processor time is read from the kernel's accounting. */
final class Child implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ of every Linux in use
    private final Process process;
    private final BufferedReader out;

    private Child(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static Child start(int core, List<String> command) throws IOException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        return new Child(new ProcessBuilder(pinned).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /**
     * A JVM with this one's class path, without a hunt for leaks as {@code ./rvoip serve} has none, on huge pages where the system
     * has them: what belongs to a thousand calls is spread over more small ones than a processor remembers.
     */
    static Child java(int core, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages", "-Xms512m", "-Xmx512m", "-Dio.netty.leakDetection.level=disabled", "-Dio.netty.noUnsafe=false", "-cp", System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= 24) {
            command.add(1, "--sun-misc-unsafe-memory-access=allow");
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        command.add(main.getName());
        command.addAll(List.of(args));
        return start(core, command);
    }

    Child awaitReady() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals("READY")) {
                return this;
            }
        }
        throw new IOException("ended before READY: " + process.info().commandLine().orElse("?"));
    }

    /** The answer to an empty line on its standard input. */
    String ask() throws IOException {
        return ask("");
    }

    /** The answer to a line that is a number. */
    String ask(int number) throws IOException {
        return ask(Integer.toString(number));
    }

    private String ask(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        String answer = out.readLine();
        if (answer == null) {
            throw new IOException("ended: " + process.info().commandLine().orElse("?"));
        }
        return answer;
    }

    /** The last line printed before the process ended by itself. */
    String lastLine(long timeout, TimeUnit unit) throws IOException, InterruptedException {
        String last = "";
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            last = line;
        }
        if (!process.waitFor(timeout, unit)) {
            throw new IOException("still running: " + process.info().commandLine().orElse("?"));
        }
        return last;
    }

    /** User and system time used so far by the process and those it has started, in seconds. */
    double cpuSeconds() throws IOException {
        double sum = cpuSeconds(process.pid());
        for (ProcessHandle below : process.descendants().toList()) {
            sum += cpuSeconds(below.pid());
        }
        return sum;
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.close();
    }
}
