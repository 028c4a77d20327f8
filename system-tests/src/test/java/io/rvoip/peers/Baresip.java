package io.rvoip.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A baresip without a sound card: plays a file, records what it hears, is told what to do over its control port. */
public final class Baresip implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOKEN = "rvoip-tests";
    private static final int COMMAND_MILLIS = 3000;
    private static final Pattern SENT = Pattern.compile("TX: packets=(\\d+)");
    private static final Pattern RECEIVED = Pattern.compile("psent=\\d+ rcvd=(\\d+)");

    private final Path dir;
    private final Tool tool;
    private final int controlPort;
    private final int sipPort;

    private Baresip(Path dir, Tool tool, int controlPort, int sipPort) {
        this.dir = dir;
        this.tool = tool;
        this.controlPort = controlPort;
        this.sipPort = sipPort;
    }

    public static Setup as(String user) {
        Tool.require("baresip", "baresip-core");
        return new Setup(user);
    }

    public int sipPort() {
        return sipPort;
    }

    public String await(String text) throws InterruptedException {
        return tool.await(text, SOON);
    }

    /** Waits until its registrar said yes. */
    void awaitRegistered() throws InterruptedException {
        await("200 OK (RVOIP) [1 binding]");
    }

    boolean printed(String text) {
        return tool.printed(text);
    }

    String output() {
        return tool.output();
    }

    public void dial(String uri) throws IOException {
        tool.say("/dial " + uri);
    }

    public void hangUp() throws IOException {
        tool.say("/hangup");
    }

    /** One command of baresip's menu, as a netstring of JSON; returns what it says to it. */
    String command(String name, String parameters) throws IOException {
        String json = "{\"command\":\"" + name + "\",\"params\":\"" + parameters + "\",\"token\":\"" + TOKEN + "\"}";
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), controlPort)) {
            socket.setSoTimeout(COMMAND_MILLIS);
            socket.getOutputStream().write((json.length() + ":" + json + ",").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            for (String answer = netstring(in); true; answer = netstring(in)) {
                if (answer.contains(TOKEN)) { // others are events
                    return answer;
                }
            }
        }
    }

    /** RTP packets of its call so far, by its own count. */
    Packets packets() throws IOException {
        String text = command("audio_debug", "");
        return new Packets(count(SENT, text), count(RECEIVED, text));
    }

    record Packets(long sent, long received) {}

    private static long count(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Long.parseLong(found.group(1)) : 0; // nothing came yet
    }

    private static String netstring(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ':'; c = in.read()) {
            if (c < '0' || c > '9') {
                throw new IOException("baresip closed its control port or sent no netstring: " + c);
            }
            length = 10 * length + c - '0';
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.read(); // the comma
        return text;
    }

    /** What it heard in its longest call, as recorded by baresip itself; complete once the call is over. */
    public Path heard() throws IOException {
        return recording(Comparator.comparingLong(file -> file.toFile().length()));
    }

    /** The same of its last call. */
    Path heardLast() throws IOException {
        return recording(Comparator.comparing(Path::getFileName)); // which says when it began
    }

    private Path recording(Comparator<Path> most) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("out"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-dec.wav")).max(most)
                .orElseThrow(() -> new AssertionError("baresip recorded nothing:\n" + output()));
        }
    }

    @Override
    public void close() {
        tool.close();
    }

    /** How it is set up. */
    public static final class Setup {
        private final String user;
        private String password = "";
        private String registrar = "";
        private String codecs = "";
        private Path play;
        private boolean autoAnswer;
        private String extra = "";
        private String transport = "";
        private String address = "127.0.0.1";
        private UnaryOperator<List<String>> place = command -> command;
        private final List<String> options = new ArrayList<>();
        private final List<String> settings = new ArrayList<>();

        private Setup(String user) {
            this.user = user;
        }

        /** In a network of its own, where its control port is out of reach. */
        Setup in(PrivateNetwork network) {
            return in(network::inside, PrivateNetwork.ADDRESS);
        }

        /** The same, where that starts a command, at this address there. */
        Setup in(UnaryOperator<List<String>> where, String there) {
            place = where;
            address = there;
            return this;
        }

        /** The same where it has IPv6, and by that alone. */
        Setup inIpv6Of(PrivateNetwork network) {
            options.add("-6");
            return in(network::inside, '[' + PrivateNetwork.ADDRESS_6 + ']');
        }

        /** Registers at this port of its own address as user@domain, and sends everything there. */
        public Setup registeredAt(int port, String secret) {
            return registeredAt(address, port, secret);
        }

        /** The same at another address. */
        Setup registeredAt(String host, int port, String secret) {
            registrar = host + ":" + port;
            password = secret;
            return this;
        }

        /** Over TLS, believing servers that this authority vouches for. */
        Setup overTls(Path authority) {
            transport = ";transport=tls";
            settings.add("sip_cafile " + authority);
            settings.add("sip_verify_server yes");
            return this;
        }

        /** With ICE. */
        Setup searching() {
            settings.add("module ice.so");
            return with(";medianat=ice");
        }

        /** {@code plain}, {@code sdes}, or {@code ice} as browsers have it. */
        Setup mediaAs(String way) {
            return switch (way) {
                case "plain" -> this;
                case "sdes" -> encrypting();
                case "dtls" -> shakingHands();
                case "ice" -> securedAsByBrowsers();
                default -> throw new IllegalArgumentException(way);
            };
        }

        /** With DTLS-SRTP, ICE and one port for RTP and RTCP. */
        Setup securedAsByBrowsers() {
            settings.add("rtcp_mux yes");
            settings.addAll(List.of("module srtp.so", "module dtls_srtp.so", "module ice.so"));
            return with(";mediaenc=dtls_srtp;medianat=ice");
        }

        /** For example {@code PCMA/8000/1}; all it has, when not called. */
        public Setup speaking(String list) {
            codecs = list;
            return this;
        }

        /** Encrypts its media with keys in the SDP, and takes no other. */
        public Setup encrypting() {
            settings.add("module srtp.so");
            extra += ";mediaenc=srtp-mand";
            return this;
        }

        /** Encrypts its media with keys from DTLS, and takes no other. */
        public Setup shakingHands() {
            settings.addAll(List.of("module srtp.so", "module dtls_srtp.so"));
            return with(";mediaenc=dtls_srtp");
        }

        /** With one port for RTP and RTCP, where the other side has it. */
        Setup onOnePort() {
            settings.add("rtcp_mux yes");
            return this;
        }

        public Setup playing(Path wav) {
            play = wav;
            return this;
        }

        public Setup answering() {
            autoAnswer = true;
            return this;
        }

        /** More account parameters, as in {@code ;sipnat=outbound}. */
        public Setup with(String parameters) {
            extra += parameters;
            return this;
        }

        public Baresip start(String domain, Path dir) throws IOException, InterruptedException {
            Files.createDirectories(dir.resolve("out"));
            int sip = Tool.freePort();
            int control = Tool.freePort();
            int media = 20_000 + (int) (Math.abs(System.nanoTime()) % 100) * 100;
            Files.write(dir.resolve("config"), config(dir, sip, control, media));
            Files.writeString(dir.resolve("contacts"), "");
            Files.writeString(dir.resolve("accounts"), account(domain) + "\n");
            List<String> command = new ArrayList<>(List.of("baresip", "-f", dir.toString(), "-v"));
            command.addAll(options);
            Tool tool = Tool.start("baresip-" + user, dir, place.apply(command));
            Baresip started = new Baresip(dir, tool, control, sip);
            tool.await("baresip is ready", SOON);
            return started;
        }

        private String account(String domain) {
            StringBuilder line = new StringBuilder("<sip:" + user + "@" + domain + ">");
            if (registrar.isEmpty()) {
                line.append(";regint=0");
            } else {
                line.append(";auth_pass=").append(password).append(";outbound=\"sip:").append(registrar).append(transport).append("\";regint=60");
            }
            if (autoAnswer) {
                line.append(";answermode=auto");
            }
            if (!codecs.isEmpty()) {
                line.append(";audio_codecs=").append(codecs);
            }
            return line.append(extra).toString();
        }

        private List<String> config(Path dir, int sip, int control, int media) {
            List<String> lines = new ArrayList<>(List.of(
                "poll_method epoll",
                "sip_listen " + address + ":" + sip,
                "audio_source aufile," + play,
                "audio_player aufile," + dir.resolve("out/player.wav"),
                "audio_alert aufile,/dev/null", "statmode_default off",
                "ausrc_srate 8000", "auplay_srate 8000", "ausrc_channels 1", "auplay_channels 1",
                "rtp_ports " + media + "-" + (media + 98),
                "net_interface " + address.replaceAll("[\\[\\]]", ""),
                "snd_path " + dir.resolve("out"),
                "module_path /usr/lib/baresip/modules"));
            Stream.of("stdio", "g711", "aufile", "sndfile").forEach(module -> lines.add("module " + module + ".so"));
            Stream.of("uuid", "account").forEach(module -> lines.add("module_tmp " + module + ".so"));
            Stream.of("menu", "ctrl_tcp", "debug_cmd").forEach(module -> lines.add("module_app " + module + ".so"));
            lines.addAll(settings);
            lines.add("ctrl_tcp_listen 127.0.0.1:" + control);
            return lines;
        }
    }
}
