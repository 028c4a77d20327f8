package io.rvoip.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.media.audio.AudioClip;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** JsSIP in a page of headless Chromium, that says a file and keeps what it hears; its packages come from npm, once. */
final class Browser implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int RATE = 8_000;

    private final Tool tool;
    private final Path recording;

    private Browser(Tool tool, Path recording) {
        this.tool = tool;
        this.recording = recording;
    }

    /** Skips the test, saying so, when Chromium, Node or the packages are not to be had. */
    static Browser open(PrivateNetwork network, Path says, Path dir) throws IOException, InterruptedException {
        return open(network::inside, says, dir);
    }

    /** The same, where that starts a command. */
    static Browser open(UnaryOperator<List<String>> place, Path says, Path dir) throws IOException, InterruptedException {
        Path recording = dir.resolve("heard.raw");
        return new Browser(start("phone.mjs", place, says, recording, dir), recording);
    }

    /** The same with another page than a phone, on a port of its own, which is a part of its origin. */
    static Browser open(PrivateNetwork network, Path says, Path dir, String page, int port) throws IOException, InterruptedException {
        return open(network, says, dir, page, String.valueOf(port));
    }

    /** The same, whose page has {@code other} to say besides. */
    static Browser open(PrivateNetwork network, Path says, Path dir, String page, Path other) throws IOException, InterruptedException {
        return open(network, says, dir, page, "0", other.toString());
    }

    private static Browser open(PrivateNetwork network, Path says, Path dir, String... more) throws IOException, InterruptedException {
        Path recording = dir.resolve("heard.raw");
        return new Browser(start("phone.mjs", network, says, recording, dir, more), recording);
    }

    /** The same with that script, which prints {@code ready}. */
    static Tool start(String script, PrivateNetwork network, Path says, Path recording, Path dir, String... more)
            throws IOException, InterruptedException {
        return start(script, network::inside, says, recording, dir, more);
    }

    private static Tool start(String script, UnaryOperator<List<String>> place, Path says, Path recording, Path dir, String... more)
            throws IOException, InterruptedException {
        Tool.require("chromium", "chromium");
        Tool.require("npm", "npm");
        Path page = folder();
        fetchPackages(page);
        List<String> command = new ArrayList<>(List.of("node", page.resolve(script).toString(), says.toString(), recording.toString()));
        command.addAll(List.of(more));
        Tool tool = Tool.start("chromium", dir, place.apply(command));
        tool.await("ready", SOON);
        return tool;
    }

    /** Once: other tests may be about it at the same time, in processes of their own. */
    private static void fetchPackages(Path page) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(page.resolve("npm.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
             FileLock held = channel.lock()) {
            if (held.isValid() && !Files.exists(page.resolve("node_modules/.package-lock.json"))) {
                Tool install = Tool.start("npm", page, List.of("timeout", "60", "npm", "ci", "--ignore-scripts", "--no-audit",
                    "--no-fund", "--fetch-retries=0"));
                assumeTrue(install.awaitEnd(Duration.ofSeconds(70)) == 0, "npm has no jssip and playwright-core for us");
            }
        }
    }

    /** Below {@code target}, where Maven put it. */
    private static Path folder() {
        try {
            return Path.of(Browser.class.getResource("browser/phone.mjs").toURI()).getParent();
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    void register(String server, String user) throws IOException, InterruptedException {
        tool.say("register " + server + " " + Office.uri(user) + " " + Office.password(user));
        tool.await("registered", SOON);
    }

    void say(String command) throws IOException {
        tool.say(command);
    }

    String await(String text) throws InterruptedException {
        return tool.await(text, SOON);
    }

    /** All that happened, and all that went over the WebSocket. */
    String output() {
        return tool.output();
    }

    /** Closes the page and gives what it heard in its longest call. */
    AudioClip heard() throws IOException, InterruptedException {
        say("quit");
        tool.awaitEnd(SOON);
        return clip(recording);
    }

    /** What a script wrote of what its page heard. */
    static AudioClip clip(Path recording) throws IOException {
        ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(recording)).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        short[] all = new short[samples.remaining()];
        samples.get(all);
        return AudioClip.mono(RATE, all);
    }

    @Override
    public void close() {
        tool.close();
    }
}
