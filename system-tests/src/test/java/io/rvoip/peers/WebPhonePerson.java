package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.media.audio.AudioClip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Somebody at the web phone in headless Chromium, who finds what is on the page by what it says. */
final class WebPhonePerson implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(40);

    private final Tool tool;
    private final Path recording;
    private int acts;

    private WebPhonePerson(Tool tool, Path recording) {
        this.tool = tool;
        this.recording = recording;
    }

    /** Skips the test, saying so, when Chromium, Node or the packages are not to be had. */
    static WebPhonePerson open(PrivateNetwork network, Path says, Path dir) throws IOException, InterruptedException {
        Path recording = dir.resolve("page-heard.raw");
        return new WebPhonePerson(Browser.start("web-phone.mjs", network, says, recording, dir), recording);
    }

    /** One act of web-phone.mjs, as in {@code click Answer}; comes back when it is done. */
    String does(String act) throws IOException, InterruptedException {
        tool.say(++acts + " " + act);
        String outcome = tool.await(acts + " ended ", SOON);
        assertThat(outcome).as(tool.output()).contains("done");
        return outcome;
    }

    void does(String first, String... more) throws IOException, InterruptedException {
        does(first);
        for (String act : more) {
            does(act);
        }
    }

    String await(String text) throws InterruptedException {
        return tool.await(text, SOON);
    }

    /** All that happened, all that went over the WebSocket, and all the browser complained of. */
    String output() {
        return tool.output();
    }

    /** Closes the page and gives what it heard in its longest call. */
    AudioClip heard() throws IOException, InterruptedException {
        tool.say("quit");
        tool.awaitEnd(SOON);
        return Browser.clip(recording);
    }

    @Override
    public void close() {
        tool.close();
    }
}
