package io.rvoip.simple;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A softphone that tells the addresses of one interface alone, which has another one after the network has changed. */
class ToldInterfacesTest extends PhoneFixture {
    private final Phone alice = phone("alice");
    private final Phone bob = otherPhone("bob");

    private List<String> offers() {
        return wire.stream().filter(sent -> !sent.from().getAddress().equals(bob.host.address()))
                .map(sent -> new String(sent.bytes(), StandardCharsets.UTF_8))
                .filter(text -> text.startsWith("INVITE") && text.contains("ice-ufrag")).toList();
    }

    /** Its name has to be one of this machine; what addresses it has, its wiring says. */
    private void connect() throws Exception {
        String name = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
        alice.wiring.interfaces = () -> Map.of(name, Set.of(alice.wiring.own));
        alice.builder.withLocalAddress(null).withIce(IceConfig.FULL.withAddresses(IceAddresses.ALL.withInterfaces(name)));
        alice.connect();
        bob.connect();
    }

    @Test
    void itsAddressIsToldAndAfterAnotherNetworkTheNewOne() throws Exception {
        connect();
        Call call = alice.call(bob.uri(), new Heard());
        bob.incoming().answer();
        advance(2_000);
        assertThat(offers().get(0)).contains(alice.host.address().getHostAddress() + " ").containsPattern("a=candidate:.* typ host");

        alice.host.move("10.9.9.9");
        alice.wiring.own = alice.host.address();
        alice.client.networkChanged();
        advance(3_000);
        assertThat(offers()).last().asString().containsPattern("a=candidate:.* 10\\.9\\.9\\.9 [0-9]+ typ host");
        int before = bob.ear.heardMillis();
        advance(1_000);
        assertThat(bob.ear.heardMillis() - before).as("bob hears alice").isGreaterThan(900);
        done(call.hangup());
    }

    @Test
    void anAddressOfAnotherInterfaceIsNotTold() throws Exception {
        connect();
        alice.wiring.interfaces = Map::of;
        alice.client.networkChanged();
        advance(1_000);
        Call call = alice.call(bob.uri(), new Heard());
        bob.incoming().answer();
        advance(2_000);
        assertThat(offers().get(0)).contains("c=IN IP4 0.0.0.0").doesNotContain("a=candidate");
        done(call.hangup());
    }
}
