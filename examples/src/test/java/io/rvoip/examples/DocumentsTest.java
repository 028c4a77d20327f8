package io.rvoip.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.builder.YamlConfig;
import io.rvoip.common.crypto.LocalAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples in README.md and docs/ compile, the configurations there are valid, and the links lead somewhere. */
class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("rvoip.root"));
    private static final Pattern BLOCK = Pattern.compile("```(java|yaml)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
    private static final String IMPORTS = """
        import io.rvoip.simple.*;
        import io.rvoip.presets.*;
        import io.rvoip.builder.*;
        import io.rvoip.common.*;
        import io.rvoip.session.SecurityConfig;
        """;

    static List<Path> documents() throws IOException {
        List<Path> all = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(all::add);
        }
        try (Stream<Path> modules = Files.list(ROOT)) {
            modules.map(module -> module.resolve("README.md")).filter(Files::exists).forEach(all::add);
        }
        return all.stream().map(ROOT::relativize).toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Path document) throws IOException {
        Path folder = ROOT.resolve(document).getParent();
        List<String> lost = LINK.matcher(Files.readString(ROOT.resolve(document))).results().map(match -> match.group(1))
            .filter(link -> !link.startsWith("http") && !Files.exists(folder.resolve(link))).toList();
        assertThat(lost).isEmpty();
    }

    static List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (Path document : documents()) {
            if (document.getNameCount() == 1 || document.startsWith("docs")) {
                for (MatchResult block : BLOCK.matcher(Files.readString(ROOT.resolve(document))).results().toList()) {
                    samples.add(new Sample(document, block.group(1), block.group(2)));
                }
            }
        }
        assertThat(samples).hasSizeGreaterThan(4);
        return samples;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesWork(Sample sample, @TempDir Path out) throws IOException {
        if (sample.language().equals("yaml")) {
            LocalAuthority.Pair own = new LocalAuthority("samples").issue(out, "own", new LocalAuthority.Request("rvoip.test").dns("rvoip.test"));
            Files.copy(own.certificate(), out.resolve("cert.pem"));
            Files.copy(own.key(), out.resolve("key.pem"));
            Path file = Files.writeString(out.resolve("sample.yaml"), sample.text());
            assertThat(YamlConfig.read(file).config().validate().problems()).isEmpty();
        } else {
            assertThat(sample.compile(out)).isEmpty();
        }
    }

    /** A block of a document, named by where it stands. */
    record Sample(Path document, String language, String text) {
        @Override
        public String toString() {
            return document + ": " + text.lines().findFirst().orElse("");
        }

        List<String> compile(Path out) {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
            compiler.getTask(null, null, problems,
                List.of("-d", out.toString(), "-proc:none", "-cp", System.getProperty("java.class.path")), null, List.of(source())).call();
            return problems.getDiagnostics().stream().filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString).toList();
        }

        private JavaFileObject source() {
            String program = IMPORTS + "class Sample { void run() throws Exception {\n" + text + "}}";
            return new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return program;
                }
            };
        }
    }
}
