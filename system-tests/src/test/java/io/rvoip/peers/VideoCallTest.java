package io.rvoip.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Browsers with cameras, and a telephone, and the office between them: what each sees is looked at where it is shown. */
@Timeout(120)
class VideoCallTest {
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String HOST = PrivateNetwork.ADDRESS;
    private static final Pattern COLOUR = Pattern.compile("colour (\\d+) (\\d+) (\\d+)");
    private static final Pattern FIGURES = Pattern.compile("keyFrames=(\\d+)");

    private static final Pattern MARK = Pattern.compile("\\w+ is marked \\d+\\.");
    private static final Pattern MID = Pattern.compile("a=mid:\\S+");
    private static final Pattern NAMED = Pattern.compile("a=extmap:\\d+ urn:ietf:params:rtp-hdrext:sdes:mid\\b");
    private static final Pattern COUNT = Pattern.compile("=(\\d+)");
    private static final String TOLD = "rvoip_rtcp_transport_feedback_sent_total";
    private static final String TOKEN = "a-secret-of-this-test-only";

    @TempDir
    private Path dir;

    @Test
    void bothSeeEachOtherAlsoWhenVideoGoesAndComesBack() throws Exception {
        between("anchored", VideoCallTest::changes);
    }

    /** Descriptions pass untouched, video in them too, and what is between the two is theirs. */
    @Test
    void pagesSeeEachOtherWithoutTheOffice() throws Exception {
        between("direct", pages -> assertThat(pages.output()).doesNotContain("m=audio 30000"));
    }

    /**
     * The telephone has video on ports of its own, in the clear, and shows alice what it sees: her own picture. It reads off its
     * sockets how each packet is marked for routers.
     */
    @Test
    void aTelephoneSeesABrowserAndIsSeen() throws Exception {
        Tool.require("python3", "python3");
        Path nothing = dir.resolve("nothing");
        String script = Path.of(VideoCallTest.class.getResource("video-phone.py").toURI()).toString();
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{agent: full}",
                 "sip: {listen: [\"udp://" + HOST + ":5060\", \"ws://" + HOST + ":8080\"]}", "qos: {video: 36}");
             Tool pages = Browser.start("video.mjs", network, nothing, nothing, dir)) {
            office.await("READY", START);
            try (Tool phone = Tool.start("camera", dir, network.inside(List.of("python3", script, HOST, HOST, "bob",
                     Office.password("bob"), Office.DOMAIN)))) {
                phone.await("registered", SOON);
                pages.say("alice register ws://" + HOST + ":8080 " + Office.uri("alice") + " " + Office.password("alice"));
                pages.await("alice: registered", SOON);
                pages.say("alice call " + Office.uri("bob"));
                pages.await("alice: confirmed", SOON);
                phone.await("100 packets of video", SOON);
                for (String mark : new String[] {"rtp of video is marked 36.", "rtcp of video is marked 36.", "rtp of audio is marked 46."}) {
                    phone.await(mark, SOON);
                }
                sees(pages, "alice", "herself");
                pages.say("alice keyFrame");
                phone.await("is asked for a key frame", SOON);
                pages.say("alice removeVideo");
                pages.await("alice: video removed", SOON);
                pages.say("alice addVideo");
                pages.await("alice: video added", SOON);
                sees(pages, "alice", "herself-again");
                pages.say("alice bye");
                phone.await("ended", SOON);
                assertThat(MARK.matcher(phone.output()).results().map(MatchResult::group)).as("and in no other way")
                    .allMatch(mark -> mark.endsWith("video is marked 36.") || mark.endsWith("audio is marked 46."));
                assertThat(pages.output()).doesNotContain("page: ");
            }
        }
    }

    /** What happens in a call that both see. */
    private interface InCall {
        void with(Tool pages) throws Exception;
    }

    private void between(String media, InCall then) throws Exception {
        Path nothing = dir.resolve("nothing");
        try (PrivateNetwork network = PrivateNetwork.lay(dir);
             Tool office = network.serveWithIce(dir, "{agent: full}", "calls: {media: " + media + "}",
                 "sip: {listen: [\"udp://" + HOST + ":5060\", \"ws://" + HOST + ":8080\"]}",
                 "api: {listen: \"http://" + HOST + ":8090\", keys: [{name: ops, secret: " + TOKEN + ", scopes: [admin]}]}");
             Tool pages = Browser.start("video.mjs", network, nothing, nothing, dir)) {
            office.await("READY", START);
            for (String user : new String[] {"alice", "bob"}) {
                pages.say(user + " register ws://" + HOST + ":8080 " + Office.uri(user) + " " + Office.password(user));
                pages.await(user + ": registered", SOON);
            }
            pages.say("alice call " + Office.uri("bob"));
            pages.await("alice: confirmed", SOON);
            bothSee(pages, "the beginning");
            then.with(pages);
            pages.say("alice bye");
            pages.await("bob: ended by remote", SOON);
            assertThat(pages.output()).doesNotContain("page: ");
        }
    }

    private static void changes(Tool pages) throws Exception {
        linesAreNamed(pages.output());
        numbersAreAnswered(pages);
        int before = keyFrames(pages, "alice", "before");
        pages.say("bob keyFrame");
        pages.await("bob: key frame asked", SOON);
        bothSee(pages, "the key frame");
        assertThat(keyFrames(pages, "alice", "after")).as("key frames of alice, who was asked for one").isGreaterThan(before);

        pages.say("alice removeVideo");
        pages.await("alice: video removed", SOON);
        pages.await("bob: is asked to change", SOON);
        pages.say("alice addVideo");
        pages.await("alice: video added", SOON);
        sees(pages, "bob", "alice-again");
        pages.say("bob addVideo");
        pages.await("bob: video added", SOON);
        bothSee(pages, "the second time");

        pages.say("alice hold");
        pages.await("bob: held by remote", SOON);
        pages.say("alice unhold");
        pages.await("bob: resumed by remote", SOON);
        bothSee(pages, "what was held");
        pages.say("alice restart");
        pages.await("alice: restarted", SOON);
        bothSee(pages, "the restarted");
        pages.say("bob dataChannel");
        pages.await("bob: data channel offered", SOON);
        assertThat(lastOf("bob received", "m=application 0 UDP/DTLS/SCTP webrtc-datachannel", pages.output())).as("declined").isNotEmpty();
    }

    /** Of what both see and hear each packet said its line, at first: RFC 9143 section 15.2, taken as Chromium offers it, and offered by us. */
    private static void linesAreNamed(String output) {
        for (String description : List.of(lastOf("alice received", "m=video", output), lastOf("bob received", "m=video", output),
                lastOf("bob sent", "m=video", output))) {
            assertThat(MID.matcher(description).results().map(MatchResult::group).toList()).as(description).hasSize(2).doesNotHaveDuplicates();
            assertThat(NAMED.matcher(description).results().map(MatchResult::group).toList()).as("one for both lines").hasSize(2)
                .allMatch(line -> line.equals(NAMED.matcher(description).results().findFirst().orElseThrow().group()));
        }
    }

    /** Chromium numbers what it sends over all of a transport, is told when each came, and reckons by that what the path carries. */
    private static void numbersAreAnswered(Tool pages) throws Exception {
        assertThat(pages.output()).contains("a=extmap:3/recvonly http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01");
        pages.say("alice carries 300000"); // with which it begins, and where it stays without
        pages.await("alice: carries more", SOON);
        assertThat(figure(pages, "office http://" + HOST + ":8090/metrics " + TOKEN + " " + TOLD, "office: " + TOLD, COUNT)).as("told both of them").isGreaterThan(5);
    }

    private static int figure(Tool pages, String command, String answer, Pattern figure) throws Exception {
        pages.say(command);
        String line = pages.await(answer, SOON);
        Matcher found = figure.matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static void bothSee(Tool pages, String what) throws Exception {
        String one = what.replace(' ', '-');
        pages.say("alice watch 10 " + one);
        sees(pages, "bob", one);
        seen(pages, "alice", one);
    }

    private static void sees(Tool pages, String user, String what) throws Exception {
        pages.say(user + " watch 10 " + what);
        seen(pages, user, what);
    }

    private static void seen(Tool pages, String user, String what) throws Exception {
        String seen = pages.await(user + ": sees " + what, SOON);
        Matcher colour = COLOUR.matcher(seen);
        assertThat(colour.find()).as(seen).isTrue();
        int green = Integer.parseInt(colour.group(2));
        assertThat(green).as("the camera of Chromium is green: " + seen)
            .isGreaterThan(Integer.parseInt(colour.group(1)) + 40).isGreaterThan(Integer.parseInt(colour.group(3)) + 40);
    }

    private static String lastOf(String direction, String line, String output) {
        String[] messages = output.split("\n(?=alice |bob )");
        return Arrays.stream(messages).filter(one -> one.startsWith(direction) && one.contains(line)).reduce("", (a, b) -> b);
    }

    private static int keyFrames(Tool pages, String user, String when) throws Exception {
        return figure(pages, user + " figures " + when, user + ": figures " + when, FIGURES);
    }
}
