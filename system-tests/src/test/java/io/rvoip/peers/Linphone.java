package io.rvoip.peers;

import io.rvoip.media.audio.AudioClip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A linphonec that plays a file and records what it hears, told what to do on its standard input. */
final class Linphone implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int RATE = 8_000;
    private static final int OCTETS_A_MILLISECOND = 16;
    private static final int HEADER = 44;
    private static final Pattern NEXT_ENTRY = Pattern.compile("(?m)^(?=\\d{4}-\\d\\d-\\d\\d )");

    private final Tool tool;
    private final Path heard;

    private Linphone(Tool tool, Path heard) {
        this.tool = tool;
        this.heard = heard;
    }

    /** Starts one that registers at this port of the network's address; it says yes to PRACK and session timers. */
    static Linphone start(PrivateNetwork network, String user, int registrar, Path says, Path dir) throws IOException {
        return start(network, user, Tool.freePort(), says, dir, registered(user, registrar));
    }

    /** The same; it looks for a way by ICE. */
    static Linphone startSearching(PrivateNetwork network, String user, int registrar, Path says, Path dir) throws IOException {
        List<String> more = new ArrayList<>(registered(user, registrar));
        more.addAll(List.of("[net]", "nat_policy_ref=searching", "[nat_policy_0]", "ref=searching", "protocols=ice"));
        return start(network, user, Tool.freePort(), says, dir, more);
    }

    private static List<String> registered(String user, int registrar) {
        String server = "<sip:" + PrivateNetwork.ADDRESS + ":" + registrar + ";lr>";
        return List.of(
            "[proxy_0]", "reg_proxy=" + server, "reg_route=" + server, "reg_identity=<" + Office.uri(user) + ">",
            "reg_sendregister=1", "reg_expires=600", "publish=0",
            "[auth_info_0]", "username=" + user, "passwd=" + Office.password(user), "realm=" + Office.DOMAIN);
    }

    /** Starts one that registers nowhere, waits at this port of the network's address, and wants its media keyed by ZRTP. */
    static Linphone startAlone(PrivateNetwork network, String user, int port, Path says, Path dir) throws IOException {
        return start(network, user, port, says, dir, List.of("[sip]", "media_encryption=zrtp"));
    }

    /**
     * Starts one that registers nowhere, waits at this port of the network's address, takes nothing but media keyed by {@code srtp},
     * with AES of 256 bits, or {@code dtls}, and tells who listens at port {@code collector} how its calls were (RFC 6035).
     */
    static Linphone startKeyed(PrivateNetwork network, String user, int port, String keying, int collector, Path says, Path dir) throws IOException {
        String told = "sip:" + PrivateNetwork.ADDRESS + ":" + collector;
        return start(network, user, port, says, dir, List.of(
            "[sip]", "media_encryption=" + keying, "media_encryption_mandatory=1", "srtp_crypto_suites=AES_256_CM_HMAC_SHA1_80",
            "[proxy_0]", "reg_proxy=<" + told + ">", "reg_identity=<sip:" + user + "@" + PrivateNetwork.ADDRESS + ">", "reg_sendregister=0",
            "publish=0", "quality_reporting_enabled=1", "quality_reporting_interval=0", "quality_reporting_collector=" + told));
    }

    private static Linphone start(PrivateNetwork network, String user, int port, Path says, Path dir, List<String> more) throws IOException {
        Tool.require("linphonec", "linphone-cli");
        Files.createDirectories(dir.resolve(".local/share/linphone"));
        Files.createDirectories(dir.resolve(".config/linphone"));
        List<String> lines = new ArrayList<>(settings(port, Tool.freePort()));
        lines.addAll(more);
        Path settings = Files.write(dir.resolve("linphonerc"), lines);
        Linphone started = new Linphone(Tool.start("linphonec-" + user, dir, network.inside(List.of("env", "HOME=" + dir,
            "PULSE_RUNTIME_PATH=" + dir, "linphonec", "-c", settings.toString(), "-d", "6"))), dir.resolve("heard.wav"));
        started.say("soundcard use files");
        started.say("play " + says);
        started.say("record " + started.heard);
        return started;
    }

    private static List<String> settings(int sip, int media) {
        return List.of(
            "[sip]", "default_proxy=0", "use_ipv6=0", "sip_port=" + sip, "sip_tcp_port=-1", "sip_tls_port=-1",
            "supported=replaces, 100rel, timer", "100rel_support_level=2",
            "session_expires_enabled=1", "session_expires_value=120", "session_expires_min_value=90",
            "session_expires_refresher_value=uac",
            "[rtp]", "audio_rtp_port=" + media,
            "[sound]", "echocancellation=0");
    }

    void say(String command) throws IOException {
        tool.say(command);
    }

    String await(String text) throws InterruptedException {
        return tool.await(text, SOON);
    }

    /** What its log tells of ICE with these words in it. */
    List<String> messagesOfIce(String text) {
        return tool.output().lines().filter(line -> line.contains("ice: ") && line.contains(text)).toList();
    }

    boolean printed(String text) {
        return tool.printed(text);
    }

    void awaitRegistered() throws InterruptedException {
        await("to [LinphoneRegistrationOk]");
    }

    /** What it sent, message by message, by its own log. */
    List<String> sent() {
        return messages("message sent to [");
    }

    /** What it received, message by message, by its own log. */
    List<String> received() {
        return messages("new bytes from [");
    }

    private List<String> messages(String mark) {
        List<String> entries = List.of(NEXT_ENTRY.split(tool.output()));
        return entries.stream().filter(entry -> entry.lines().findFirst().orElse("").contains(mark))
            .map(entry -> entry.substring(entry.indexOf('\n') + 1)).toList();
    }

    /** How much of its calls it has recorded. */
    Duration recorded() throws IOException {
        return Duration.ofMillis(Files.exists(heard) ? Files.size(heard) / OCTETS_A_MILLISECOND : 0);
    }

    /** What it heard in all its calls; complete once it ended. Its file counts the header among the data, so that is cut off here. */
    AudioClip heard() throws IOException {
        byte[] file = Files.readAllBytes(heard);
        ShortBuffer samples = ByteBuffer.wrap(file, HEADER, file.length - HEADER).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        short[] all = new short[samples.remaining()];
        samples.get(all);
        return AudioClip.mono(RATE, all);
    }

    /** Lets it unregister and end. */
    void quit() throws IOException, InterruptedException {
        say("quit");
        tool.awaitEnd(SOON);
    }

    @Override
    public void close() {
        tool.close();
    }
}
