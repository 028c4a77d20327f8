package io.rvoip.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/rfc-matrix.md names classes that exist: production code in its third column, tests in its fourth. */
class RfcMatrixTest {
    private static final Path ROOT = Path.of(System.getProperty("rvoip.root"));
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*)`");
    private static final int CLASSES = 3;
    private static final int TESTS = 4;

    @Test
    void everyClassIsThere() throws IOException {
        assertThat(unknown(CLASSES, sources("src/main/java"))).isEmpty();
    }

    @Test
    void everyTestIsThere() throws IOException {
        assertThat(unknown(TESTS, sources("src/test/java"))).isEmpty();
    }

    @Test
    void everyRowNamesBoth() throws IOException {
        for (String[] row : rows()) {
            assertThat(named(row[CLASSES])).as("classes for RFC %s", row[1]).isNotEmpty();
            assertThat(named(row[TESTS])).as("tests for RFC %s", row[1]).isNotEmpty();
        }
    }

    private static List<String> unknown(int column, Set<String> known) throws IOException {
        List<String> unknown = new ArrayList<>();
        for (String[] row : rows()) {
            named(row[column]).stream().filter(name -> !known.contains(name)).map(name -> row[1].strip() + ": " + name).forEach(unknown::add);
        }
        return unknown;
    }

    private static List<String[]> rows() throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/rfc-matrix.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length > TESTS && !cells[1].contains("RFC") && !cells[1].contains("---")) {
                rows.add(cells);
            }
        }
        assertThat(rows).hasSizeGreaterThan(30);
        return rows;
    }

    private static List<String> named(String cell) {
        return NAMED.matcher(cell).results().map(MatchResult::group).map(name -> name.replace("`", "")).toList();
    }

    private static Set<String> sources(String folder) throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.map(path -> path.resolve(folder)).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
                        .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
                }
            }
        }
        return names;
    }
}
