package io.rvoip.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.rvoip.common.DatagramPath;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VirtualNatTest {
    private final ManualTime time = new ManualTime();
    private final VirtualNetwork network = new VirtualNetwork(time, 1);
    private final VirtualHost server = network.host("198.51.100.1");
    private final VirtualHost stranger = network.host("198.51.100.2");
    private final List<InetSocketAddress> atServer = new ArrayList<>();
    private final List<InetSocketAddress> atPhone = new ArrayList<>();
    private final DatagramPath serverPath = open(server, server.at(5060), atServer);
    private final DatagramPath strangerPath = open(stranger, stranger.at(5060), atServer);

    private DatagramPath open(VirtualHost host, InetSocketAddress local, List<InetSocketAddress> froms) {
        return host.bindNow(local, time.loop(), (path, datagram, from) -> {
            froms.add(from);
            datagram.release();
        });
    }

    private void send(DatagramPath path, InetSocketAddress to) {
        path.send(Unpooled.buffer().writeByte(1), to);
        time.runReady();
    }

    private DatagramPath phoneBehind(VirtualNat.Kind kind) {
        VirtualHost phone = network.nat(kind, "203.0.113.1").host("192.168.1.10");
        return open(phone, phone.at(5060), atPhone);
    }

    @ParameterizedTest
    @EnumSource(VirtualNat.Kind.class)
    void hidesTheInsideAndLetsTheFarEndAnswer(VirtualNat.Kind kind) {
        DatagramPath phone = phoneBehind(kind);
        send(phone, server.at(5060));
        assertThat(atServer).singleElement()
                .satisfies(from -> assertThat(from.getAddress().getHostAddress()).isEqualTo("203.0.113.1"));
        send(serverPath, atServer.get(0));
        assertThat(atPhone).containsExactly(server.at(5060));
    }

    @Test
    void aFullConeLetsStrangersIn() {
        DatagramPath phone = phoneBehind(VirtualNat.Kind.FULL_CONE);
        send(phone, server.at(5060));
        send(strangerPath, atServer.get(0));
        assertThat(atPhone).containsExactly(stranger.at(5060));
    }

    @Test
    void aFullConeKeepsOnePortForAllFarEnds() {
        DatagramPath phone = phoneBehind(VirtualNat.Kind.FULL_CONE);
        send(phone, server.at(5060));
        send(phone, stranger.at(5060));
        assertThat(atServer.get(0)).isEqualTo(atServer.get(1));
    }

    @Test
    void anAddressRestrictedOneLetsKnownHostsInFromAnyPort() {
        DatagramPath phone = phoneBehind(VirtualNat.Kind.ADDRESS_RESTRICTED);
        send(phone, server.at(5060));
        send(strangerPath, atServer.get(0));
        assertThat(atPhone).isEmpty();
        send(open(server, server.at(5070), new ArrayList<>()), atServer.get(0));
        assertThat(atPhone).containsExactly(server.at(5070));
    }

    @Test
    void aPortRestrictedOneKeepsStrangersOut() {
        DatagramPath phone = phoneBehind(VirtualNat.Kind.PORT_RESTRICTED);
        send(phone, server.at(5060));
        send(strangerPath, atServer.get(0));
        assertThat(atPhone).isEmpty();
        send(phone, stranger.at(5060));
        send(strangerPath, atServer.get(1));
        assertThat(atServer.get(1)).isEqualTo(atServer.get(0));
        assertThat(atPhone).hasSize(1);
    }

    @Test
    void aSymmetricOneHasAPortForEachFarEnd() {
        DatagramPath phone = phoneBehind(VirtualNat.Kind.SYMMETRIC);
        send(phone, server.at(5060));
        send(phone, stranger.at(5060));
        assertThat(atServer.get(0)).isNotEqualTo(atServer.get(1));
        send(strangerPath, atServer.get(0));
        assertThat(atPhone).isEmpty();
        send(strangerPath, atServer.get(1));
        assertThat(atPhone).hasSize(1);
    }

    @Test
    void aReboundOneGivesNewPortsAndForgetsTheOld() {
        VirtualNat nat = network.nat(VirtualNat.Kind.FULL_CONE, "203.0.113.1");
        VirtualHost host = nat.host("192.168.1.10");
        DatagramPath phone = open(host, host.at(5060), atPhone);
        send(phone, server.at(5060));
        nat.rebind();
        assertThat(nat.mappings()).isZero();
        send(serverPath, atServer.get(0));
        assertThat(atPhone).isEmpty();
        send(phone, server.at(5060));
        assertThat(atServer.get(1)).isNotEqualTo(atServer.get(0));
    }

    @Test
    void hostsBehindOneReachEachOtherDirectlyAndThroughTheOutside() {
        VirtualNat nat = network.nat(VirtualNat.Kind.FULL_CONE, "203.0.113.1");
        VirtualHost one = nat.host("192.168.1.10");
        VirtualHost two = nat.host("192.168.1.11");
        DatagramPath first = open(one, one.at(1), atPhone);
        DatagramPath second = open(two, two.at(2), atServer);
        send(first, two.at(2));
        assertThat(atServer).containsExactly(one.at(1));
        send(first, server.at(5060));
        send(second, atServer.get(1));
        assertThat(atPhone).singleElement()
                .satisfies(from -> assertThat(from.getAddress().getHostAddress()).isEqualTo("203.0.113.1"));
    }

    @Test
    void privateAddressesAreUnreachableFromOutsideAndMayRepeat() {
        phoneBehind(VirtualNat.Kind.FULL_CONE);
        network.nat(VirtualNat.Kind.SYMMETRIC, "203.0.113.2").host("192.168.1.10");
        send(serverPath, new InetSocketAddress("192.168.1.10", 5060));
        assertThat(atPhone).isEmpty();
        assertThat(network.stats().unreachable()).isEqualTo(1);
    }
}
