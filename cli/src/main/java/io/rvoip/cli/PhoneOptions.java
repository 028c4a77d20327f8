package io.rvoip.cli;

import io.rvoip.common.ConfigurationException;
import io.rvoip.common.Secret;
import io.rvoip.common.SecretRef;
import io.rvoip.common.SecretUnavailableException;
import io.rvoip.common.SecurityProfile;
import io.rvoip.media.AudioCodecId;
import io.rvoip.media.MediaConfig;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import io.rvoip.media.file.WavFormatException;
import io.rvoip.session.SecurityConfig;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientBuilder;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.transport.TransportProtocol;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code call} and {@code answer} have in common: who we are, where we listen, what is said and kept. */
final class PhoneOptions {
    /** What the far end says after our last word is heard as well. */
    private static final Duration LISTEN_ON = Duration.ofMillis(500);
    private static final int TRACE_BYTES = 4 << 20;

    @Option(names = "--as", paramLabel = "URI", defaultValue = "sip:rvoip@127.0.0.1", description = "who we are (default: ${DEFAULT-VALUE})")
    private String as;

    @Option(names = "--password", paramLabel = "P", defaultValue = "", description = "for whoever asks for it; ref:env:NAME and ref:file:PATH are read")
    private String password;

    @Option(names = "--outbound", paramLabel = "URI", description = "send everything there, as in sip:127.0.0.1:5060")
    private @Nullable String outbound;

    @Option(names = "--listen", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:0", description = "where we are reached (default: ${DEFAULT-VALUE}, a free port)")
    private String listen;

    @Option(names = "--play", paramLabel = "WAV", description = "say this")
    private @Nullable Path play;

    @Option(names = "--record", paramLabel = "WAV", description = "keep what is heard")
    private @Nullable Path record;

    @Option(names = "--seconds", paramLabel = "N", converter = Seconds.class, description = "hang up so long after the answer; without it when the file has been said, else when the far end does")
    private @Nullable Duration seconds;

    @Option(names = "--security", paramLabel = "none|sdes|dtls|zrtp|mikey", description = "how media is keyed; without it the best this build has")
    private @Nullable String security;

    @Option(names = "--key", paramLabel = "K", description = "what both sides of mikey hold, at least 16 characters; ref:env:NAME and ref:file:PATH are read")
    private @Nullable String key;

    @Option(names = "--zrtp-cache", paramLabel = "FILE", description = "keep there what zrtp remembers of far ends, for the calls to come")
    private @Nullable Path zrtpCache;

    @Option(names = "--codec", paramLabel = "NAME", description = "speak only this, as in PCMA")
    private @Nullable String codec;

    @Option(names = "--transport", paramLabel = "udp|tcp|tls|ws|wss", defaultValue = "udp", description = "how SIP travels (default: ${DEFAULT-VALUE})")
    private String transport;

    @Option(names = "--trace", description = "draw the SIP messages of the call as a ladder when it is over")
    private boolean trace;

    @Option(names = "--pcap", paramLabel = "FILE", description = "keep the SIP messages of the call for Wireshark (pcapng)")
    private @Nullable Path pcap;

    private static AudioClip said(Path file) {
        try {
            return WavFile.read(file).clip();
        } catch (WavFormatException | UncheckedIOException unfit) {
            throw new ConfigurationException("--play", file + ": " + (unfit instanceof UncheckedIOException ? "cannot be read" : unfit.getMessage()),
                "name a WAV file");
        }
    }

    private static void requirePlaceFor(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file) ? !Files.isDirectory(file) && Files.isWritable(file)
            : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
        if (!writable) {
            throw new ConfigurationException(option, file + ": cannot be written", "name a file in a folder that is there");
        }
    }

    Optional<Path> recordTo() {
        return Optional.ofNullable(record);
    }

    boolean drawsLadder() {
        return trace;
    }

    Optional<Path> pcapTo() {
        return Optional.ofNullable(pcap);
    }

    boolean hasAccount() {
        return outbound != null && !password.isEmpty();
    }

    String transportName() {
        return transport;
    }

    /** When to hang up, counted from the answer; empty for when the far end does. */
    Optional<Duration> talkFor() {
        if (seconds != null) {
            return Optional.of(seconds);
        }
        return Optional.ofNullable(play).map(file -> said(file).duration().plus(LISTEN_ON));
    }

    ClientBuilder client() {
        InetSocketAddress local = local();
        Optional.ofNullable(play).ifPresent(PhoneOptions::said);
        recordTo().ifPresent(file -> requirePlaceFor("--record", file));
        pcapTo().ifPresent(file -> requirePlaceFor("--pcap", file));
        ClientBuilder builder = SimpleVoipClient.create(as, secret("--password", password))
            .withRegistration(false)
            .withLocalAddress(local)
            .withTransport(TransportProtocol.of(transport).orElseThrow(() ->
                new ConfigurationException("--transport", "\"" + transport + "\" is unknown", "use udp, tcp, tls, ws or wss")))
            .withSecurity(keying(security))
            .withSecurityProfile(profile(local))
            .withTrace(trace || pcap != null ? TRACE_BYTES : 0)
            .withAudio(play == null ? CallAudio.silent() : CallAudio.playing(play));
        if (zrtpCache != null) {
            builder.withZrtpCache(zrtpCache);
        }
        if (outbound != null) {
            builder.withOutboundProxy(outbound);
        }
        if (codec != null) {
            builder.withMedia(MediaConfig.voiceOnly().withAudioCodecs(codecId(codec)));
        }
        return builder;
    }

    /** Where the account registers, when there is one. */
    ClientBuilder registering(ClientBuilder builder) {
        return hasAccount() && outbound != null ? builder.withRegistration(true).withRegistrar(outbound) : builder;
    }

    private SecurityConfig keying(@Nullable String word) {
        if (key != null && !"mikey".equals(word)) {
            throw new ConfigurationException("--key", "is for --security mikey only", "leave it out");
        }
        if (word == null) {
            return SecurityConfig.auto();
        }
        return switch (word) {
            case "none" -> SecurityConfig.none();
            case "sdes" -> SecurityConfig.sdes();
            case "dtls" -> SecurityConfig.dtlsSrtp();
            case "zrtp" -> SecurityConfig.p2p();
            case "mikey" -> mikey(key);
            default -> throw new ConfigurationException("--security", "\"" + security + "\" is unknown", "use none, sdes, dtls, zrtp or mikey");
        };
    }

    private static SecurityConfig mikey(@Nullable String text) {
        if (text == null) {
            throw new ConfigurationException("--security", "mikey needs a key that both sides hold", "give it with --key");
        }
        try {
            return SecurityConfig.enterprisePsk(secret("--key", text));
        } catch (IllegalArgumentException weak) {
            throw new ConfigurationException("--key", String.valueOf(weak.getMessage()).replaceFirst("^key: ", ""), "give a longer, random one");
        }
    }

    /** The word of {@code --security} for how a call is keyed. */
    static String securityWord(String keying) {
        return keying.startsWith("mikey-") ? "mikey" : keying;
    }

    /**
     * Plain media is for those who ask for it by name, and for loopback. Plain signalling is also for who names ZRTP, which
     * needs no trust in it: people compare what they see.
     */
    private SecurityProfile profile(InetSocketAddress local) {
        boolean plain = TransportProtocol.of(transport).filter(TransportProtocol::secure).isEmpty();
        boolean named = "none".equals(security) || "zrtp".equals(security) && plain;
        return named || local.getAddress().isLoopbackAddress() ? SecurityProfile.DEVELOPMENT : SecurityProfile.STANDARD;
    }

    /** What of the messages may be shown. */
    Redaction redaction() {
        return Redaction.of(profile(local()));
    }

    private InetSocketAddress local() {
        int colon = listen.lastIndexOf(':');
        try {
            String host = listen.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
            return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(listen.substring(colon + 1)));
        } catch (UnknownHostException | IllegalArgumentException notAnAddress) {
            throw new ConfigurationException("--listen", "\"" + listen + "\" is no address", "write HOST:PORT, as in 127.0.0.1:5070");
        }
    }

    private static Secret secret(String option, String text) {
        try {
            return SecretRef.isReference(text) ? SecretRef.parse(text).resolve() : Secret.of(text);
        } catch (SecretUnavailableException missing) {
            throw new ConfigurationException(option, String.valueOf(missing.getMessage()), "set it, or write the secret itself");
        }
    }

    private static AudioCodecId codecId(String name) {
        List<String> known = new ArrayList<>();
        for (AudioCodecId id : AudioCodecId.values()) {
            if (id.sdpName().equalsIgnoreCase(name)) {
                return id;
            }
            known.add(id.sdpName());
        }
        throw new ConfigurationException("--codec", "\"" + name + "\" is unknown", "use one of " + String.join(", ", known));
    }
}
