package io.rvoip.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Messages that others and we collected: RFC 4475, RFC 5118, what fuzzing found, and the flows of RFC 3665 where they are present. */
final class Corpus {
    private static final Path ROOT = Path.of(System.getProperty("rvoip.root", ".."));
    private static final List<String> OWN = List.of("rfc4475", "rfc5118", "io/rvoip/sip/SipMessageFuzzTestInputs/datagram");

    private Corpus() {}

    static List<byte[]> messages() {
        List<byte[]> all = new ArrayList<>();
        for (String folder : OWN) {
            files(ROOT.resolve("sip-core/src/test/resources").resolve(folder)).forEach(file -> all.add(read(file)));
        }
        Path flows = Path.of(System.getProperty("rvoip.conformance", ROOT.resolve("../shared/conformance").toString()),
            "sip-callflows/misc/rfc3665");
        if (Files.isDirectory(flows)) {
            files(flows).forEach(file -> all.addAll(items(new String(read(file), StandardCharsets.UTF_8))));
        }
        return all;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Each item starts with "- |" and is indented by two spaces. */
    private static List<byte[]> items(String yaml) {
        List<byte[]> messages = new ArrayList<>();
        for (String item : yaml.split("(?m)^- \\|\\+?\\n")) {
            String text = item.replaceAll("(?m)^  ", "").replace("\r", "").replace("\n", "\r\n");
            if (text.contains("SIP/2.0")) {
                messages.add((text.contains("\r\n\r\n") ? text : text + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return messages;
    }
}
