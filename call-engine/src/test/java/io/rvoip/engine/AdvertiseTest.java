package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.SessionState;
import io.rvoip.session.SessionTimers;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.testing.CapturedDatagram;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An address told to others in place of our own: in all we send, through challenges, re-INVITEs, refreshes and the end. */
class AdvertiseTest {
    private static final String OWN = "10.77.0.1";
    private static final String TOLD = "203.0.113.7";

    private Office office;

    private void open(EngineMode mode) throws UnknownHostException {
        Office.Setup setup = new Office.Setup();
        setup.advertise = TOLD;
        setup.media = RtpMediaSettings.DEFAULT.withAdvertise(List.of(InetAddress.getByName(TOLD)));
        setup.config = config -> config.withMode(mode).withSessionTimers(SessionTimers.DEFAULT
                .withPolicy(SessionTimers.Policy.REQUEST).withInterval(Duration.ofSeconds(90)));
        office = new Office(setup);
    }

    /** What we sent, in order. */
    private List<String> sent() {
        return office.wire.stream().filter(datagram -> datagram.from().getPort() == 5060
                        && List.of(OWN, TOLD).contains(datagram.from().getAddress().getHostAddress()))
                .map(CapturedDatagram::text).filter(text -> text.contains("SIP/2.0")).toList();
    }

    private static List<String> lines(String message, String... names) {
        return message.lines().filter(line -> List.of(names).stream().anyMatch(line::startsWith)).toList();
    }

    @ParameterizedTest
    @EnumSource(EngineMode.class)
    void isInEachMessageOfACallFromTheChallengeToTheEnd(EngineMode mode) throws UnknownHostException {
        open(mode);
        Phone alice = office.registered("alice", 500);
        Phone bob = office.registered("bob", 900).answersAfter(500);
        Phone.Talk call = alice.call("bob");
        office.advance(1_000);
        assertThat(call.session.state()).isEqualTo(SessionState.CONFIRMED);
        alice.act(call.session::hold);
        office.advance(1_000);
        bob.act(() -> bob.talk().session.hold());
        office.advance(100_000);
        bob.act(() -> bob.talk().session.hangup());
        office.advance(1_000);
        assertThat(call.end()).isNotNull();

        assertThat(sent()).noneMatch(text -> text.contains(OWN));
        assertThat(sent().stream().filter(text -> text.startsWith("SIP/2.0 407"))).as("challenges").isNotEmpty();
        List<String> requests = sent().stream().filter(text -> !text.startsWith("SIP/2.0 ")).toList();
        assertThat(requests).hasSizeGreaterThan(5).allMatch(text -> lines(text, "Via").get(0).contains("UDP " + TOLD + ":5060;"));
        assertThat(requests).filteredOn(text -> text.startsWith("INVITE")).hasSizeGreaterThanOrEqualTo(3)
                .allMatch(text -> lines(text, mode == EngineMode.PROXY ? "Record-Route" : "Contact").stream().anyMatch(line -> line.contains(TOLD)));
        if (mode == EngineMode.B2BUA) {
            assertThat(sent()).filteredOn(text -> text.contains("m=audio")).hasSizeGreaterThan(5)
                    .allMatch(text -> lines(text, "c=", "o=").stream().allMatch(line -> line.endsWith("IN IP4 " + TOLD)));
        }
        assertThat(office.wire).as("phones come to it").anyMatch(datagram ->
                datagram.to().equals(new InetSocketAddress(TOLD, 5060)) && datagram.text().startsWith("BYE"));
        office.closeAndFindNothing();
    }
}
