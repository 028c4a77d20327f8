package io.rvoip.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The call flows of RFC 3665, read from the shared conformance material where it is present. */
class CallFlowsTest {
    private static Path flows() {
        String root = System.getProperty("rvoip.root", "..");
        String conformance = System.getProperty("rvoip.conformance", Path.of(root, "../shared/conformance").toString());
        return Path.of(conformance, "sip-callflows/misc/rfc3665");
    }

    @Test
    void everyMessageParsesAndPrintsBack() throws IOException {
        assumeTrue(Files.isDirectory(flows()), "no call flows at " + flows());
        int messages = 0;
        try (Stream<Path> files = Files.list(flows())) {
            for (Path file : files.sorted().toList()) {
                for (String item : messagesOf(Files.readString(file))) {
                    // The last of a file lacks its blank line.
                    String text = item.contains("\r\n\r\n") ? item : item + "\r\n";
                    check(file.getFileName() + ": " + text.lines().findFirst().orElse(""), text);
                    messages++;
                }
            }
        }
        assertThat(messages).isGreaterThan(100);
    }

    private static void check(String name, String text) {
        ParseResult result = Messages.parse(text);
        assertThat(result).as("%s: %s", name, result).isInstanceOf(ParseResult.Parsed.class);
        SipMessage m = ((ParseResult.Parsed) result).message();
        assertThat(m.toString()).isEqualTo(text.substring(0, m.encodedLength()));
        for (HeaderKind<?> kind : List.of(HeaderKind.VIA, HeaderKind.CONTACT, HeaderKind.ROUTE, HeaderKind.RECORD_ROUTE,
                HeaderKind.ALLOW,
                HeaderKind.SUPPORTED, HeaderKind.AUTHORIZATION, HeaderKind.PROXY_AUTHORIZATION,
                HeaderKind.WWW_AUTHENTICATE,
                HeaderKind.PROXY_AUTHENTICATE, HeaderKind.CONTENT_TYPE, HeaderKind.MAX_FORWARDS)) {
            assertThat(m.problemIn(kind)).as(name).isEmpty();
            assertThat(m.has(kind)).as(name).isEqualTo(!m.headers(kind).isEmpty());
        }
    }

    /** The items of the list: each starts with "- |" and is indented by two spaces. */
    private static List<String> messagesOf(String yaml) {
        List<String> messages = new ArrayList<>();
        StringBuilder message = null;
        for (String line : yaml.lines().toList()) {
            if (line.startsWith("- |")) {
                message = new StringBuilder();
                messages.add("");
            } else if (message != null) {
                message.append(line.startsWith("  ") ? line.substring(2) : line).append("\r\n");
                messages.set(messages.size() - 1, message.toString());
            }
        }
        return messages;
    }
}
