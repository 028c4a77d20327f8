package io.rvoip.api.internal.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.api.WebPhone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tests of the page's own scripts, which Node runs: figures, digests and what people are told. */
@Timeout(60)
class PageScriptsTest {
    @Test
    void theirOwnTestsPass() throws IOException, InterruptedException {
        assumeTrue(WebPhone.isBuilt(), "the page is not in this build (apt-get install npm)");
        Path web = Path.of(System.getProperty("rvoip.root"), "api-server", "web");
        Process node = new ProcessBuilder("node", "--test", "test/").directory(web.toFile()).redirectErrorStream(true).start();
        String said = new String(node.getInputStream().readAllBytes());
        assertThat(node.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).as(said).isZero();
        assertThat(said).containsPattern("# pass [1-9][0-9]").contains("# fail 0");
    }
}
