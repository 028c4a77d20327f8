package io.rvoip.engine.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.session.NextHop;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReachTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);

    private static Flow flow(String transport, String address, int port) {
        TransportProtocol protocol = TransportProtocol.valueOf(transport);
        return new Flow(protocol, HERE, new InetSocketAddress(address, port), protocol == TransportProtocol.UDP ? 0 : 7);
    }

    @ParameterizedTest(name = "{0} from {2}:{3} by {1}, rport {4}: {5}")
    @CsvSource(delimiter = '|', value = {
        // a public phone that says where it is
        "sip:a@198.51.100.9:5060     | UDP | 198.51.100.9 | 5060  | true  | FLOW",
        "sip:a@198.51.100.9          | UDP | 198.51.100.9 | 5060  | false | FLOW",
        "sip:a@[2001:db8::9]         | UDP | 2001:db8::9  | 5060  | true  | FLOW",
        // sends from another port than it listens on, and says so by not asking for rport
        "sip:a@198.51.100.9:5060     | UDP | 198.51.100.9 | 40000 | false | CONTACT",
        // the port is a NAT's
        "sip:a@198.51.100.9:5060     | UDP | 198.51.100.9 | 40000 | true  | NAT_FLOW",
        // behind a NAT
        "sip:a@192.168.1.5           | UDP | 198.51.100.9 | 5060  | true  | NAT_FLOW",
        "sip:a@192.168.1.5           | UDP | 198.51.100.9 | 5060  | false | NAT_FLOW",
        "sip:a@100.64.1.5            | UDP | 198.51.100.9 | 5060  | true  | NAT_FLOW",
        "sip:a@[fd00::5]             | UDP | 2001:db8::9  | 5060  | true  | NAT_FLOW",
        // a name, or somebody else's address: never followed
        "sip:a@phone.invalid         | UDP | 198.51.100.9 | 5060  | true  | NAT_FLOW",
        "sip:a@203.0.113.1           | UDP | 198.51.100.9 | 5060  | true  | NAT_FLOW",
        // our own network: no NAT between, but nobody else finds it
        "sip:a@192.168.1.5           | UDP | 192.168.1.5  | 5060  | true  | FLOW",
        "sip:a@127.0.0.1:5090        | UDP | 127.0.0.1    | 5090  | true  | FLOW",
        "sip:a@100.64.1.5            | UDP | 100.64.1.5   | 5060  | true  | FLOW",
        "sip:a@[fd00::5]             | UDP | fd00::5      | 5060  | true  | FLOW",
        "sip:a@[fe80::5]             | UDP | fe80::5      | 5060  | true  | FLOW",
        "sip:a@100.128.1.5           | UDP | 100.128.1.5  | 5060  | true  | FLOW",
        "sip:a@192.168.1.5           | UDP | 192.168.1.5  | 40000 | false | CONTACT",
        // connections are used
        "sip:a@198.51.100.9;transport=tcp | TCP | 198.51.100.9 | 5060 | true | FLOW",
        "sip:a@192.168.1.5;transport=tcp  | TCP | 198.51.100.9 | 5060 | true | FLOW"})
    void way(String contact, String transport, String address, int port, boolean rport, Reach expected) {
        Via via = Via.of(transport, "host.invalid", 5060, "z9hG4bK1");
        Via stamped = rport ? via.withRport(port) : via;
        assertThat(Reach.of(SipUri.of(contact), flow(transport, address, port), stamped)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Reach.class)
    void nextHopIsTheFlowUnlessTheContactIsToBeFollowed(Reach reach) {
        Flow flow = flow("UDP", "198.51.100.9", 5060);
        Binding binding = new Binding("sip:a@h", SipUri.of("sip:a@198.51.100.9"), 1, flow, reach, "c", 1, 0, "", 0, true);
        assertThat(binding.nextHop()).isEqualTo(reach == Reach.CONTACT ? NextHop.byUri() : NextHop.over(flow));
    }
}
