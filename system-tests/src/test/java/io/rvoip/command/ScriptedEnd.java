package io.rvoip.command;

import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipSocket;
import io.rvoip.testing.SipText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;

/** The far end of a phone of the command line: raw SIP over UDP, and a socket for media. */
final class ScriptedEnd implements AutoCloseable {
    private final ScriptedSipSocket sip;
    private final DatagramSocket media;
    private final int phone;

    private ScriptedEnd(ScriptedSipSocket sip, DatagramSocket media, int phone) {
        this.sip = sip;
        this.media = media;
        this.phone = phone;
    }

    /** @param phone the port at which the phone listens */
    static ScriptedEnd of(int phone) {
        try {
            InetAddress loopback = loopback();
            return new ScriptedEnd(ScriptedSipSocket.udp(loopback, new InetSocketAddress(loopback, phone)),
                new DatagramSocket(0, loopback), phone);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static InetAddress loopback() {
        try {
            return InetAddress.getByName("127.0.0.1");
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    String uri() {
        return "sip:far@" + sip.hostPort();
    }

    ScriptedSipSocket sip() {
        return sip;
    }

    /** The phone's command line to call this. */
    Rvoip called(String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "call";
        arguments[1] = uri();
        arguments[2] = "--listen";
        arguments[3] = "127.0.0.1:" + phone;
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Rvoip.start(arguments);
    }

    ReceivedSip expect(String what) {
        return sip.expect(what, Rvoip.SOON);
    }

    void respond(ReceivedSip request, int status, String reason) {
        sip.send(request.text().response(status, reason, "Contact: <" + uri() + ">"));
    }

    /** Answers with PCMU and waits for the ACK. */
    void accept(ReceivedSip invite) {
        sip.send(invite.text().responseWith(sdp(), 200, "OK", "Contact: <" + uri() + ">", "Content-Type: application/sdp"));
        expect("ACK");
    }

    String sdp() {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + media.getLocalPort()
            + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
    }

    /** Calls the phone; returns its INVITE as it was sent. */
    String invite() {
        String invite = sip.requestWith(sdp(), "INVITE", "sip:phone@127.0.0.1:" + phone, "Contact: <" + uri() + ">",
            "Content-Type: application/sdp");
        sip.send(invite);
        return invite;
    }

    /** Waits for the answer to an INVITE and acknowledges it. */
    ReceivedSip answered(String invite) {
        ReceivedSip answer = expect("200 INVITE");
        sip.send(SipText.read(invite).ack(answer.text(), "z9hG4bKack" + System.nanoTime()));
        return answer;
    }

    /** Waits for a packet of the phone's media. */
    byte[] awaitMedia(Duration within) {
        try {
            media.setSoTimeout((int) within.toMillis());
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            media.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        } catch (IOException none) {
            throw new AssertionError("no media came within " + within, none);
        }
    }

    @Override
    public void close() {
        sip.close();
        media.close();
    }
}
