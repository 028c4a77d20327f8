package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.rvoip.common.Secret;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.rtp.mikey.CryptoSession;
import io.rvoip.rtp.mikey.MessageType;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyEndpoint;
import io.rvoip.rtp.mikey.MikeyMessage;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.rtp.mikey.MikeyOffer;
import io.rvoip.rtp.mikey.MikeyOutcome;
import io.rvoip.rtp.mikey.MikeyPayload;
import io.rvoip.rtp.mikey.MikeySettings;
import io.rvoip.rtp.mikey.MikeyTerms;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of MIKEY between us, GStreamer and Wireshark: who speaks none at least reads them as they are meant. */
class MikeyPeersTest {
    private static final int MIKEY_PORT = 2269;

    /** Octets of a KEMAC with one TGK of 32. */
    private static final int KEYS = 4 + 4 + 32 + 1 + 20;
    private static final String ALICE = "sip:alice@example.com";
    private static final String BOB = "sip:bob@example.com";

    @TempDir
    Path folder;

    private X509Certificate authority;
    private LocalAuthority.Pair alice;
    private LocalAuthority.Pair bob;

    /** An offer and its answer. */
    private record Exchange(MikeyMode mode, byte[] offer, byte[] answer) {}

    @BeforeEach
    void certificates() {
        LocalAuthority all = new LocalAuthority("MIKEY Test CA");
        authority = certificate(all.write(folder, "ca"));
        alice = all.issue(folder, "alice", new LocalAuthority.Request("alice").uri(ALICE).rsa());
        bob = all.issue(folder, "bob", new LocalAuthority.Request("bob").uri(BOB).rsa());
    }

    private static X509Certificate certificate(Path file) {
        return PemFiles.certificates("file", file).get(0);
    }

    private MikeyEndpoint endpoint(String identity, MikeyMode mode, LocalAuthority.Pair own, LocalAuthority.Pair other) {
        X509Certificate certificate = certificate(own.certificate());
        MikeySettings settings = mode == MikeyMode.PSK ? MikeySettings.psk(identity, Secret.of("a key that both sides hold"))
            : MikeySettings.certified(identity, new MikeyCertificates(List.of(certificate), PemFiles.key("key", own.key(), certificate),
                mode == MikeyMode.RSA ? Optional.of(certificate(other.certificate())) : Optional.empty(), List.of(authority)), mode);
        return new MikeyEndpoint(settings, CryptoProvider.jdk(), TimeSource.system());
    }

    private Exchange exchange(MikeyMode mode, SrtpSuite suite) {
        MikeyOffer offer = endpoint(ALICE, mode, alice, bob).offer(MikeyTerms.of(List.of(suite), 0x0A11CE00));
        MikeyOutcome answer = endpoint(BOB, mode, bob, alice).answer(offer.message().toArray(), MikeyTerms.of(List.of(suite), 0x0B0B), null);
        assertThat(answer).isInstanceOf(MikeyOutcome.Agreed.class);
        return new Exchange(mode, offer.message().toArray(), ((MikeyOutcome.Agreed) answer).answer().toArray());
    }

    /** Both messages of each mode, down to the signature, and nothing malformed; of the public key one Wireshark stops at CHASH. */
    @Test
    void wiresharkReadsEveryMode() throws IOException, InterruptedException {
        Tool.require("tshark", "tshark");
        List<byte[]> messages = new ArrayList<>();
        for (MikeyMode mode : MikeyMode.values()) {
            Exchange exchange = exchange(mode, SrtpSuite.AES_256_CM_HMAC_SHA1_80);
            messages.addAll(List.of(exchange.offer, exchange.answer));
        }
        Path capture = folder.resolve("mikey.pcap");
        Files.write(capture, capture(messages));
        List<String> lines = output("tshark", folder, List.of("tshark", "-r", capture.toString(), "-T", "fields", "-E", "separator=|",
            "-e", "mikey.type", "-e", "mikey.payload", "-e", "mikey.id.data", "-e", "mikey.srtp_id.ssrc", "-e", "mikey.sp.encr_len",
            "-e", "mikey.sp.auth_tag_len", "-e", "mikey.rand.len", "-e", "_ws.malformed", "-e", "mikey.sign.len"));

        List<String[]> rows = lines.stream().filter(line -> line.contains("|")).map(line -> line.split("\\|", -1)).toList();
        assertThat(rows).extracting(row -> row[0]).containsExactly("0", "1", "2", "3", "9", "10", "4", "5");
        assertThat(rows).allSatisfy(row -> assertThat(row[7]).isEmpty());
        for (String[] offer : List.of(rows.get(0), rows.get(2), rows.get(4), rows.get(6))) {
            assertThat(offer[2]).isEqualTo(ALICE);
            assertThat(offer[3]).isEqualTo("0x0a11ce00,0x00000000");
            assertThat(offer[4]).isEqualTo("32");
            assertThat(offer[5]).isEqualTo("10");
            assertThat(offer[6]).isEqualTo("16");
        }
        assertThat(rows).extracting(row -> row[3]).contains("0x0a11ce00,0x00000b0b");
        assertThat(rows.get(1)[2]).isEqualTo(BOB);
        assertThat(rows.get(7)[2]).isEqualTo(BOB + "," + ALICE);
        assertThat(List.of(rows.get(4), rows.get(5), rows.get(6), rows.get(7))).allSatisfy(
            row -> assertThat(row[8]).isEqualTo("256"));
    }

    /**
     * GStreamer reads what it knows of our message and writes it again as it was: everything before the keys, which it can
     * only read in clear. Identities and extensions it does not know, and never ends on them: they are cut out first.
     */
    @Test
    void gstreamerReadsOursAndWeReadIts() throws IOException, InterruptedException {
        Tool.require("python3", "python3 gir1.2-gst-plugins-base-1.0");
        Path script = folder.resolve("mikey.py");
        Files.writeString(script, SCRIPT);
        byte[] known = withoutNames(exchange(MikeyMode.PSK, SrtpSuite.AES_CM_128_HMAC_SHA1_80).offer);
        List<String> lines = output("gstreamer", folder, List.of("/usr/bin/python3", script.toString(), Bytes.hex(known)));

        assumeFalse(lines.contains("missing"), "gir1.2-gst-plugins-base-1.0 is not installed");
        int keys = known.length - KEYS;
        assertThat(value(lines, "again ").substring(0, 2 * keys)).isEqualTo(Bytes.hex(known).substring(0, 2 * keys));
        MikeyMessage own = read(Base64.getDecoder().decode(value(lines, "own ")));
        assertThat(own.header().type()).isEqualTo(MessageType.PSK);
        assertThat(own.header().bundle()).isEqualTo(0x12345678);
        assertThat(own.header().sessions()).containsExactly(new CryptoSession(3, 0xCAFEBABE, 5));
        assertThat(own.all(MikeyPayload.SecurityPolicy.class).get(0).parameters()).hasSize(2);
        assertThat(own.first(MikeyPayload.Rand.class).orElseThrow().value().length()).isEqualTo(16);
        assertThat(own.first(MikeyPayload.Kemac.class).orElseThrow().data().length()).isEqualTo(4 + 32 + 2 + 14 + 1 + 4);
    }

    /** Header with two sessions, T, RAND; then IDi and the protocols, which go; then SP and KEMAC. */
    private static byte[] withoutNames(byte[] offer) {
        int rand = 28 + 10;
        int identity = rand + 18;
        int extension = identity + 4 + (offer[identity + 3] & 0xFF);
        int policy = extension + 4 + (offer[extension + 3] & 0xFF);
        ByteBuffer out = ByteBuffer.allocate(identity + offer.length - policy);
        out.put(offer, 0, identity).put(offer, policy, offer.length - policy).put(rand, offer[extension]);
        return out.array();
    }

    private static MikeyMessage read(byte[] octets) {
        MikeyMessage.Result result = MikeyMessage.read(octets);
        assertThat(result).isInstanceOf(MikeyMessage.Result.Read.class);
        return ((MikeyMessage.Result.Read) result).message();
    }

    private static String value(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name)).findFirst().orElseThrow().substring(name.length());
    }

    private static List<String> output(String name, Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve(name + ".out");
        Process process = new ProcessBuilder(command).directory(folder.toFile())
            .redirectError(folder.resolve(name + ".err").toFile()).redirectOutput(out.toFile()).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(name).isTrue();
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(Files.readString(folder.resolve(name + ".err")) + lines).isZero();
        return lines;
    }

    /** A capture with each message as a datagram to the port of MIKEY (link type 101: IP alone). */
    private static byte[] capture(List<byte[]> messages) {
        ByteBuffer out = ByteBuffer.allocate(64 * 1024);
        out.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(101);
        for (byte[] message : messages) {
            int length = 28 + message.length;
            out.putInt(0).putInt(0).putInt(length).putInt(length);
            out.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0);
            out.putInt(0x7F000001).putInt(0x7F000001);
            out.putShort((short) 4_000).putShort((short) MIKEY_PORT).putShort((short) (8 + message.length)).putShort((short) 0);
            out.put(message);
        }
        byte[] whole = new byte[out.position()];
        out.flip().get(whole);
        return whole;
    }

    private static final String SCRIPT = """
        import base64, ctypes, sys
        try:
            sdp = ctypes.CDLL('libgstsdp-1.0.so.0')
            import gi
            gi.require_version('GstSdp', '1.0')
            from gi.repository import GstSdp as s
        except (ImportError, OSError, ValueError):
            print('missing')
            sys.exit(0)
        ctypes.CDLL('libgstreamer-1.0.so.0').gst_init(None, None)
        read = sdp.gst_mikey_message_new_from_data
        read.restype = ctypes.c_void_p
        read.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p]
        write = sdp.gst_mikey_message_base64_encode
        write.restype = ctypes.c_char_p
        write.argtypes = [ctypes.c_void_p]
        theirs = bytes.fromhex(sys.argv[1])
        print('again', base64.b64decode(write(read(theirs, len(theirs), None, None))).hex())

        own = s.MIKEYMessage.new()
        own.set_info(1, s.MIKEYType.PSK_INIT, False, s.MIKEYPRFFunc.MIKEY_PRF_MIKEY_1, 0x12345678, s.MIKEYMapType.MIKEY_MAP_TYPE_SRTP)
        own.add_cs_srtp(3, 0xCAFEBABE, 5)
        own.add_t_now_ntp_utc()
        own.add_rand_len(16)
        policy = s.MIKEYPayload.new(s.MIKEYPayloadType.SP)
        policy.sp_set(3, s.MIKEYSecProto.MIKEY_SEC_PROTO_SRTP)
        policy.sp_add_param(0, [1])
        policy.sp_add_param(11, [10])
        own.add_payload(policy)
        keys = s.MIKEYPayload.new(s.MIKEYPayloadType.KEMAC)
        keys.kemac_set(s.MIKEYEncAlg.NULL, s.MIKEYMacAlg.NULL)
        key = s.MIKEYPayload.new(s.MIKEYPayloadType.KEY_DATA)
        key.key_data_set_key(s.MIKEYKeyDataType.TGK, list(range(32)))
        key.key_data_set_salt(list(range(14)))
        key.key_data_set_spi([1, 2, 3, 4])
        keys.kemac_add_sub(key)
        own.add_payload(keys)
        print('own', own.base64_encode())
        """;
}
