package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import io.rvoip.testing.ReceivedSip;
import io.rvoip.testing.ScriptedSipPeer;
import io.rvoip.testing.SipText;
import io.rvoip.testing.VirtualHost;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A telephone as a script, for one call: says what it is told to, and keeps the pictures that reach it. */
final class VideoEnd {
    private static final String TYPE = "Content-Type: application/sdp";
    private static final int AUDIO = 40_000;
    private static final int VIDEO = 40_002;

    final ScriptedSipPeer peer;
    /** Payload types of the pictures that came. */
    final List<Integer> seen = new ArrayList<>();
    private final Office office;
    private final VirtualHost host;
    private final DatagramPath video;
    private final int number;
    private String own = "";
    private String far = "";
    private String callId = "";
    private String target = "";
    private String theirs = "";
    private int cseq = 100;
    private int version;
    private int sent;

    /** @param number of its payload type for VP8 */
    VideoEnd(Office office, VirtualHost host, ScriptedSipPeer peer, int number) {
        this.office = office;
        this.host = host;
        this.peer = peer.when("OPTIONS", options -> peer.respond(options, 200, "OK")).when("100", trying -> { });
        this.number = number;
        video = host.bindNow(host.at(VIDEO), office.time.loop("video of " + host), this::seen);
    }

    private void seen(DatagramPath path, ByteBuf packet, InetSocketAddress from) {
        if (from.getPort() % 2 == 0) {
            seen.add(packet.getByte(1) & 0x7F);
        }
        packet.release();
    }

    /** @param video its direction, "declined", or "none" for no such line */
    String says(String audio, String video) {
        String address = host.address().getHostAddress();
        String text = String.join("\r\n", "v=0", "o=- 7 " + ++version + " IN IP4 " + address, "s=-", "c=IN IP4 " + address, "t=0 0",
                "m=audio " + AUDIO + " RTP/AVP 0", "a=" + audio, "");
        return switch (video) {
            case "none" -> text;
            case "declined" -> text + "m=video 0 RTP/AVP " + number + "\r\n";
            default -> text + "m=video " + VIDEO + " RTP/AVP " + number + "\r\na=rtpmap:" + number + " VP8/90000\r\na=" + video + "\r\n";
        };
    }

    private String contact() {
        return "Contact: <sip:end@" + peer.hostPort() + ">";
    }

    // As the one who calls

    SipText call(String from, String to, String video) {
        String raw = peer.requestWith(says("sendrecv", video), "INVITE", to, "From: <" + from + ">;tag=caller", contact(), TYPE);
        peer.send(raw, office.address());
        return SipText.read(raw);
    }

    void answered(SipText invite) {
        ReceivedSip ok = settles(invite, 200);
        own = "From: " + invite.header("From");
        far = "To: " + ok.header("To");
        callId = "Call-ID: " + invite.header("Call-ID");
        target = SipText.addressIn(ok.header("Contact"));
    }

    // As the one who is called

    void takesCall(ReceivedSip invite, String video) {
        SipText ok = SipText.read(invite.text().response(200, "OK"));
        own = "From: " + ok.header("To");
        far = "To: " + ok.header("From");
        callId = "Call-ID: " + invite.header("Call-ID");
        target = SipText.addressIn(invite.header("Contact"));
        takes(invite, "sendrecv", video);
    }

    // Within the call

    /** Offers this in a re-INVITE, and waits for nothing. */
    SipText offers(String audio, String video) {
        return offersBy("INVITE", says(audio, video));
    }

    SipText offersBy(String method, String description) {
        String raw = peer.requestWith(description, method, target, own, far, callId, "CSeq: " + ++cseq + ' ' + method,
                contact(), TYPE);
        peer.send(raw, office.address());
        return SipText.read(raw);
    }

    /** Waits for the final response to its INVITE, and acknowledges it. */
    ReceivedSip settles(SipText invite, int status) {
        ReceivedSip response = peer.expect(status + " INVITE");
        assertThat(response.header("CSeq")).isEqualTo(invite.header("CSeq"));
        peer.send(invite.ack(response.text(), "z9hG4bKack" + ++sent), office.address());
        hears(response.text());
        office.advance(50);
        return response;
    }

    /** Answers the re-INVITE that it is asked for next. */
    ReceivedSip isAsked(String audio, String video) {
        ReceivedSip invite = peer.expect("INVITE");
        takes(invite, audio, video);
        return invite;
    }

    void takes(ReceivedSip invite, String audio, String video) {
        peer.respondWith(says(audio, video), invite, 200, "OK", contact(), TYPE);
        hears(invite.text());
        peer.expect("ACK");
        office.advance(50);
    }

    void refuses(ReceivedSip invite, int status) {
        peer.respond(invite, status, "No");
        peer.expect("ACK");
    }

    void hangsUp() {
        peer.send(peer.request("BYE", target, own, far, callId, "CSeq: " + ++cseq + " BYE"), office.address());
        peer.expect("200 BYE");
    }

    void isHungUpOn() {
        peer.respond(peer.expect("BYE"), 200, "OK");
        office.advance(50);
    }

    private void hears(SipText message) {
        if (message.body().contains("m=audio")) {
            theirs = message.body();
        }
    }

    /** What stands at the line of video of the description that it got last: its port and direction; "none" without a line. */
    static String video(SipText message) {
        int at = message.body().indexOf("m=video ");
        if (at < 0) {
            return "none";
        }
        String line = message.body().substring(at);
        Matcher direction = Pattern.compile("a=(sendrecv|sendonly|recvonly|inactive)").matcher(line);
        return line.startsWith("m=video 0 ") ? "declined" : direction.find() ? direction.group(1) : "sendrecv";
    }

    /** Sends ten pictures of one packet each where the description that it got last says. */
    void films() {
        Matcher line = Pattern.compile("m=video (\\d+) RTP/AVP (\\d+)").matcher(theirs);
        assertThat(line.find()).as(theirs).isTrue();
        InetSocketAddress to = new InetSocketAddress(office.host.address(), Integer.parseInt(line.group(1)));
        for (int i = 0; i < 10; i++) {
            sent++;
            video.send(Unpooled.buffer().writeByte(0x80).writeByte(0x80 | Integer.parseInt(line.group(2))).writeShort(sent)
                    .writeInt(sent * 3_000).writeInt(host.hashCode()).writeBytes(new byte[] {0x10, 0x11, 0x22, 0x33}), to);
            office.advance(20);
        }
    }

    /** Whether it has seen all ten pictures of the other one, with its own payload type. */
    boolean sees(VideoEnd other) {
        seen.clear();
        other.films();
        office.advance(50);
        assertThat(seen).allMatch(type -> type == number);
        assertThat(seen.size()).isIn(0, 10);
        return seen.size() == 10;
    }
}
