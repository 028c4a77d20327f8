package io.rvoip.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Files stay under 600 lines and methods under 60, in production code and in tests. */
class SizesTest {
    private static final int FILE_LINES = 600;
    private static final int METHOD_LINES = 60;
    private static final Path ROOT = Path.of(System.getProperty("rvoip.root"));

    @Test
    void noFileIsLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            long lines = Files.lines(file).count();
            if (lines > FILE_LINES) {
                tooLong.add(ROOT.relativize(file) + ": " + lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noMethodIsLong() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> tooLong = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                files.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                collectLongMethods(unit, positions, tooLong);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static void collectLongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                long from = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
                long to = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
                if (to - from + 1 > METHOD_LINES) {
                    found.add(unit.getSourceFile().getName() + " " + method.getName() + ": " + (to - from + 1));
                }
                return super.visitMethod(method, nothing);
            }
        }.scan(unit, null);
    }

    private static List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.map(module -> module.resolve("src")).filter(Files::isDirectory).forEach(src -> {
                try (Stream<Path> walk = Files.walk(src)) {
                    walk.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        assertThat(found).as("sources under " + ROOT).hasSizeGreaterThan(50);
        return found;
    }
}
