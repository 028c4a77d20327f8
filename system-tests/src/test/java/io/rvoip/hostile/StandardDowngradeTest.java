package io.rvoip.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.CallState;
import io.rvoip.media.MediaSecurity;
import io.rvoip.peers.Certificates;
import io.rvoip.presets.RunningPbx;
import io.rvoip.presets.SmallOffice;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.testing.SipText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A phone with a password that wants less protection in the middle of a call, of an office under the profile standard. */
@Timeout(90)
class StandardDowngradeTest {
    private static final String PASSWORD = "kettle-orbit-52";
    private static final String TO = "sip:bob@" + Target.DOMAIN;
    private static final String GOOD = "RTP/SAVP 0\r\na=crypto:1 AEAD_AES_128_GCM inline:YW55IGtleWFueSBrZXlhbnkga2V5YW55IGtleQ==\r\n";

    @TempDir
    private Path dir;
    private final Account account = new Account("alice", PASSWORD);
    private SecureLine line;
    private String to = "<" + TO + ">";
    private String target = TO;
    private int cseq;

    private String user(String name) throws IOException {
        return "ref:file:" + Files.writeString(dir.resolve(name), PASSWORD);
    }

    private String request(String method, int number, String body, String... more) {
        return method + ' ' + target + " SIP/2.0\r\nVia: SIP/2.0/TLS host.invalid;branch=z9hG4bK" + System.nanoTime() + ";rport\r\n"
            + "Max-Forwards: 70\r\nFrom: <sip:alice@" + Target.DOMAIN + ">;tag=a\r\nTo: " + to + "\r\nCall-ID: downgrade\r\nCSeq: "
            + number + ' ' + method + "\r\nContact: <sip:alice@127.0.0.1:" + line.socket().getLocalPort() + ";transport=tls>\r\n"
            + String.join("", more) + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n")
            + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** The final answer to an offer, acknowledged. */
    private SipText offer(String media, String... more) throws IOException {
        String body = "v=0\r\no=- 1 " + ++cseq + " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 " + media;
        line.send(request("INVITE", cseq, body, more));
        SipText answer = finalTo(cseq + " INVITE");
        if (answer.status() == 200) {
            to = answer.header("To");
            target = answer.header("Contact").replaceAll(".*<(.*)>.*", "$1");
        }
        line.send(request("ACK", cseq, ""));
        return answer;
    }

    private SipText finalTo(String what) throws IOException {
        while (true) {
            SipText head = SipText.read(line.head());
            int octets = Integer.parseInt(head.maybe("Content-Length").orElse("0").strip());
            line.socket().getInputStream().readNBytes(octets);
            if (!head.isRequest() && head.status() >= 200 && head.header("CSeq").equals(what)) {
                return head;
            }
        }
    }

    private static ClientListener answering() {
        return new ClientListener() {
            @Override
            public void onIncomingCall(IncomingCall incoming) {
                incoming.call().answer();
            }
        };
    }

    @Test
    void eachIsRefusedInItsWordsAndTheCallGoesOnAsItWas() throws Exception {
        Certificates certificates = Certificates.in(dir);
        try (RunningPbx office = SmallOffice.forDomain(Target.DOMAIN).withSecurityProfile(SecurityProfile.STANDARD)
                 .withListen("tls://127.0.0.1:0").withTls(certificates.forServer()).withAudit(dir.resolve("audit.jsonl"))
                 .withUser("alice", user("alice")).withUser("bob", user("bob")).start().toCompletableFuture().get(20, TimeUnit.SECONDS);
             SimpleVoipClient bob = SimpleVoipClient.create("bob@" + Target.DOMAIN, PASSWORD)
                 .withRegistrar("127.0.0.1:" + office.sipAddresses().get(0).getPort()).withTransport(TransportProtocol.TLS)
                 .withLocalAddress(new InetSocketAddress("127.0.0.1", 0)).withTls(certificates.forPhones())
                 .withSecurityProfile(SecurityProfile.STANDARD).withListener(answering()).connect().get(20, TimeUnit.SECONDS);
             SecureLine opened = SecureLine.open(office.sipAddresses().get(0), certificates.forPhones(), "TLSv1.3")) {
            line = opened;
            account.challenged(offer(GOOD).header("Proxy-Authenticate"));
            assertThat(offer(GOOD, "Proxy-Authorization: " + account.answer("INVITE", TO) + "\r\n").status()).isEqualTo(200);
            // The answer is on its way before the loop of the media has taken the keys.
            MediaSecurity before = await().until(() -> security(office), security -> security.keying().equals("sdes"));

            for (String[] weaker : new String[][] {
                {"RTP/AVP 0\r\n", "plain RTP is refused, SRTP is required: no a=crypto"},
                {"RTP/SAVP 0\r\n", "no usable key for RTP/SAVP: no a=crypto"},
                {"RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:YW55IGtleWFueSBrZXlhbnkga2V5YW55IGtleWFu\r\n",
                    "no usable key for RTP/SAVP: no suite in common"},
                {GOOD.replace("==\r\n", "== UNENCRYPTED_SRTP\r\n"), "no usable key for RTP/SAVP: session parameter UNENCRYPTED_SRTP is not supported"},
                {"UDP/TLS/RTP/SAVP 0\r\na=setup:actpass\r\na=fingerprint:sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D\r\n",
                    "no usable key for UDP/TLS/RTP/SAVP: no a=fingerprint by SHA-256 or better"}}) {
                SipText refusal = offer(weaker[0]);
                assertThat(refusal.status()).as(weaker[0]).isEqualTo(488);
                assertThat(refusal.header("Warning")).contains(weaker[1]);
                assertThat(security(office)).isEqualTo(before);
            }

            assertThat(offer(GOOD).status()).as("the same again").isEqualTo(200);
            line.send(request("BYE", ++cseq, ""));
            assertThat(finalTo(cseq + " BYE").status()).isEqualTo(200);
        }
    }

    private static MediaSecurity security(RunningPbx office) {
        assertThat(office.calls()).singleElement().matches(call -> call.state() == CallState.ANSWERED);
        return office.calls().get(0).legs().get(0).security().orElseThrow();
    }
}
