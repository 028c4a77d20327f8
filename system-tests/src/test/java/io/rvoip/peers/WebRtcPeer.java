package io.rvoip.peers;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import io.rvoip.hostile.Account;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.file.WavFile;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipSocket;
import io.rvoip.testing.SipText;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * libwebrtc without a browser, as a process: whatever becomes of its natives, the tests go on. Its signalling is SIP over TCP,
 * written by hand. Calls once, says its text, records what it hears and hangs up; says {@code UNAVAILABLE} where the natives do
 * not load.
 */
final class WebRtcPeer {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int FRAME_MILLIS = 10;

    private final ScriptedSipSocket sip;
    private final Account account;
    private final String user;
    private final String called;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final CountDownLatch gathered = new CountDownLatch(1);
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile int heardRate;
    private int cseq;

    private WebRtcPeer(int office, String user, String called) {
        sip = ScriptedSipSocket.tcp(new InetSocketAddress("127.0.0.1", office));
        account = new Account(user, Office.password(user));
        this.user = user;
        this.called = called;
    }

    /** Args: TCP port of the office, user, whom to call, file to record to, milliseconds to talk. */
    public static void main(String[] args) throws Exception {
        PeerConnectionFactory factory;
        HeadlessAudioDeviceModule devices;
        try {
            devices = new HeadlessAudioDeviceModule();
            factory = new PeerConnectionFactory(devices);
        } catch (LinkageError | RuntimeException absent) {
            System.out.println("UNAVAILABLE " + absent);
            return;
        }
        new WebRtcPeer(Integer.parseInt(args[0]), args[1], args[2]).talk(factory, devices, Path.of(args[3]), Long.parseLong(args[4]));
        Runtime.getRuntime().halt(0); // its natives end noisily
    }

    private void talk(PeerConnectionFactory factory, HeadlessAudioDeviceModule devices, Path recording, long millis) throws Exception {
        CustomAudioSource microphone = new CustomAudioSource();
        RTCPeerConnection connection = factory.createPeerConnection(new RTCConfiguration(), observer());
        connection.addTrack(factory.createAudioTrack("audio", microphone), List.of("stream"));
        CompletableFuture<RTCSessionDescription> offer = new CompletableFuture<>();
        connection.createOffer(new RTCOfferOptions(), made(offer));
        await(connection, offer.get(10, TimeUnit.SECONDS), true);
        gathered.await(5, TimeUnit.SECONDS);
        String answer = invite(connection.getLocalDescription().sdp);
        await(connection, new RTCSessionDescription(RTCSdpType.ANSWER, answer), false);
        if (!connected.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("not connected: " + connection.getConnectionState());
        }
        System.out.println("CONNECTED");
        Thread.sleep(500); // it begins to record a little after it is connected
        devices.stopRecording(); // its silence must not come between
        say(microphone, Speech.one(), millis);
        bye();
        connection.close();
        WavFile.write(recording, heard());
        System.out.println("RECORDED");
    }

    private PeerConnectionObserver observer() {
        return new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                // they are in the description when all are there
            }

            @Override
            public void onIceGatheringChange(RTCIceGatheringState state) {
                if (state == RTCIceGatheringState.COMPLETE) {
                    gathered.countDown();
                }
            }

            @Override
            public void onConnectionChange(RTCPeerConnectionState state) {
                System.out.println("connection " + state);
                if (state == RTCPeerConnectionState.CONNECTED) {
                    connected.countDown();
                }
            }

            @Override
            public void onTrack(RTCRtpTransceiver transceiver) {
                ((AudioTrack) transceiver.getReceiver().getTrack()).addSink((data, bits, rate, channels, frames) -> {
                    heardRate = rate;
                    ByteBuffer samples = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < frames; i++) {
                        short first = samples.getShort(i * channels * Short.BYTES);
                        heard.write(first);
                        heard.write(first >> 8);
                    }
                });
            }
        };
    }

    private static CreateSessionDescriptionObserver made(CompletableFuture<RTCSessionDescription> into) {
        return new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                into.complete(description);
            }

            @Override
            public void onFailure(String error) {
                into.completeExceptionally(new AssertionError(error));
            }
        };
    }

    private static void await(RTCPeerConnection connection, RTCSessionDescription description, boolean local) throws Exception {
        CompletableFuture<Boolean> set = new CompletableFuture<>();
        SetSessionDescriptionObserver observer = new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                set.complete(true);
            }

            @Override
            public void onFailure(String error) {
                set.completeExceptionally(new AssertionError(error + "\n" + description.sdp));
            }
        };
        if (local) {
            connection.setLocalDescription(description, observer);
        } else {
            connection.setRemoteDescription(description, observer);
        }
        set.get(10, TimeUnit.SECONDS);
    }

    private void say(CustomAudioSource microphone, AudioClip text, long millis) {
        short[] samples = text.samples();
        int frame = text.sampleRate() * FRAME_MILLIS / 1000;
        byte[] bytes = new byte[frame * Short.BYTES];
        long begin = System.nanoTime();
        for (int at = 0; at * FRAME_MILLIS < millis; at++) {
            ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < frame; i++) {
                out.putShort(samples[(at * frame + i) % samples.length]);
            }
            microphone.pushAudio(bytes, Short.SIZE, text.sampleRate(), 1, frame);
            long due = begin + (at + 1) * FRAME_MILLIS * 1_000_000L;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private AudioClip heard() {
        ByteBuffer bytes = ByteBuffer.wrap(heard.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        short[] samples = new short[bytes.remaining() / Short.BYTES];
        bytes.asShortBuffer().get(samples);
        return AudioClip.mono(heardRate, samples);
    }

    // ---- signalling ----

    private ReceivedSip established;
    private String invited = "";

    private String invite(String sdp) {
        invited = request("INVITE", called, sdp);
        sip.send(invited);
        ReceivedSip challenge = sip.expect("407", SOON);
        sip.send(SipText.read(invited).ack(challenge.text(), ""));
        account.challenged(challenge.header("Proxy-Authenticate"));
        invited = request("INVITE", called, sdp, "Proxy-Authorization: " + account.answer("INVITE", called));
        sip.send(invited);
        established = sip.expect("200", SOON);
        sip.send(SipText.read(invited).ack(established.text(), "z9hG4bKack" + cseq));
        return established.text().body();
    }

    private void bye() {
        String target = SipText.addressIn(established.header("Contact"));
        sip.send(sip.request("BYE", target, "From: " + established.header("From"), "To: " + established.header("To"),
            "Call-ID: " + established.header("Call-ID"), "CSeq: " + ++cseq + " BYE"));
        sip.expect("200", SOON);
    }

    private String request(String method, String uri, String body, String... more) {
        String[] lines = new String[more.length + 5];
        lines[0] = "From: <" + Office.uri(user) + ">;tag=webrtc";
        lines[1] = "CSeq: " + ++cseq + " " + method;
        lines[2] = "Contact: <sip:" + user + "@" + sip.hostPort() + ";transport=tcp>";
        lines[3] = "Content-Type: application/sdp";
        lines[4] = "Call-ID: webrtc-java-" + sip.address().getPort();
        System.arraycopy(more, 0, lines, 5, more.length);
        return sip.requestWith(body, method, uri, lines);
    }
}
