package io.rvoip.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Prints a table for people and, as the last line, one JSON object. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Report() {}

    static void print(String bench, List<Row> rows) throws IOException, InterruptedException {
        System.out.printf("%-44s %14s %14s %-12s %8s %8s  %s%n", "", "ours", "theirs", "peer", "ratio", "spread", "unit");
        for (Row row : rows) {
            System.out.printf(Locale.ROOT, "%-44s %14s %14s %-12s %8s %7.0f%%  %s%n", row.name(), figure(row.ours()),
                row.theirs() == null ? "missing" : figure(row.theirs()), row.peer(),
                row.ratio() == null ? "-" : String.format(Locale.ROOT, "%.2f", row.ratio()), row.spread() * 100, row.unit());
        }
        System.out.println(json(bench, rows));
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : "%.3f", value);
    }

    private static String json(String bench, List<Row> rows) throws IOException, InterruptedException {
        ObjectNode top = JSON.createObjectNode();
        top.put("bench", bench);
        top.put("commit", commit());
        top.put("jdk", System.getProperty("java.vm.vendor") + " " + System.getProperty("java.version"));
        top.put("cpu", Runtime.getRuntime().availableProcessors() + " x " + cpu());
        ArrayNode list = top.putArray("rows");
        for (Row row : rows) {
            ObjectNode node = list.addObject();
            node.put("name", row.name());
            node.put("unit", row.unit());
            node.put("ours", row.ours());
            node.put("peer", row.peer());
            node.put("theirs", row.theirs());
            node.put("ratio", row.ratio());
        }
        try {
            return JSON.writeValueAsString(top);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and strings", e);
        }
    }

    private static String commit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "-C", System.getProperty("rvoip.root", "."), "rev-parse", "--short", "HEAD")
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return git.waitFor() == 0 ? hash : "unknown";
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream().filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse(System.getProperty("os.arch"));
    }
}
