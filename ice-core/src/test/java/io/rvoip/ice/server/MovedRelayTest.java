package io.rvoip.ice.server;

import static io.rvoip.ice.server.RelayFixture.relayed;
import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server behind a NAT whose public address becomes another one while it serves. */
class MovedRelayTest {
    private static final InetAddress BEFORE = RelayFixture.address("5.9.200.1", 1).getAddress();
    private static final InetAddress AFTER = RelayFixture.address("5.9.200.2", 1).getAddress();
    private static final AddressRule MEDIA = AddressRule.parse("5.9.0.1:20000-20001");

    private final List<String> atHome = new ArrayList<>();
    private RelayFixture net;

    @BeforeEach
    void start() {
        start(PeerRules.PUBLIC.withAllowed(MEDIA));
    }

    private void start(PeerRules rules) {
        net = new RelayFixture(settings -> RelaySettings.on(new RelayAddress(settings.relays().get(0).local(), BEFORE))
                .withQuotas(settings.quotas()).withPeers(rules));
        atHome.clear();
        for (int port : new int[] {22, 20_000}) {
            net.serverHost.bindNow(net.serverHost.at(port), net.loop, (path, datagram, from) -> {
                atHome.add(port + " " + datagram.toString(StandardCharsets.UTF_8));
                path.send(datagram, from);
            });
        }
    }

    private static InetSocketAddress at(InetAddress host, int port) {
        return new InetSocketAddress(host, port);
    }

    private void settle() {
        net.time.advance(Duration.ofMillis(2));
    }

    private int permission(RelayFixture.Client client, InetAddress host) {
        return client.refusal(StunMessage.CREATE_PERMISSION, new StunAttribute.XorPeerAddress(at(host, 1)));
    }

    @Test
    void newRelaysAreToldThereAndOldOnesWhereTheyWere() {
        RelayFixture.Client old = net.client().challenged();
        StunMessage request = old.signed(StunMessage.ALLOCATE, new StunAttribute.RequestedTransport(17));
        InetSocketAddress first = relayed(old.ask(request));
        assertThat(first.getAddress()).isEqualTo(BEFORE);
        net.server.seenAs(AFTER);

        assertThat(relayed(net.client().challenged().allocate()).getAddress()).isEqualTo(AFTER);
        assertThat(relayed(old.ask(request))).as("the same request again").isEqualTo(first);
    }

    @Test
    void anAddressOfTheOtherFamilyMovesNothing() {
        net.server.seenAs(net.serverHost.at6(1).getAddress());
        assertThat(relayed(net.client().challenged().allocate()).getAddress()).isEqualTo(BEFORE);
    }

    @Test
    void whatIsSentToTheNewAddressGoesInside() {
        net.server.seenAs(AFTER);
        RelayFixture.Client phone = net.client().allocated();
        InetSocketAddress media = at(AFTER, 20_000);
        phone.permitted(media).indicate(media, "by indication");
        phone.bound(0x4000, media).say(0x4000, "by channel");
        settle();

        assertThat(atHome).containsExactly("20000 by indication", "20000 by channel");
        assertThat(phone.data).containsExactly("5.9.200.2:20000 by indication", "4000 by channel");
    }

    @Test
    void whoBeganBeforeGoesOnAsHeBegan() {
        RelayFixture.Client phone = net.client().allocated();
        InetSocketAddress media = at(BEFORE, 20_000);
        phone.permitted(media).indicate(media, "one");
        phone.bound(0x4000, media);
        net.server.seenAs(AFTER);

        phone.permitted(media).bound(0x4000, media).say(0x4000, "two");
        RelayFixture.Client another = net.client().allocated();
        another.permitted(media).indicate(media, "three");
        settle();
        assertThat(atHome).containsExactly("20000 one", "20000 two", "20000 three");
        assertThat(phone.data).containsExactly("5.9.200.1:20000 one", "4000 two");
        assertThat(another.data).as("a call of before, who moves to a relay").containsExactly("5.9.200.1:20000 three");
    }

    @Test
    void onceTheLastOfThemHasEndedTheOldAddressIsAnybodys() {
        List<String> atStranger = new ArrayList<>();
        net.network.host(BEFORE).bindNow(at(BEFORE, 9_000), net.time.loop(), (path, datagram, from) -> {
            atStranger.add(datagram.toString(StandardCharsets.UTF_8));
            datagram.release();
        });
        RelayFixture.Client old = net.client().allocated();
        RelayFixture.Client young = net.client();
        net.server.seenAs(AFTER);
        young.allocated();
        young.permitted(at(BEFORE, 9_000)).indicate(at(BEFORE, 9_000), "too early");
        settle();
        assertThat(atStranger).isEmpty();
        assertThat(old.refusal(StunMessage.REFRESH, new StunAttribute.Lifetime(0))).isZero();

        young.permitted(at(BEFORE, 9_000)).indicate(at(BEFORE, 9_000), "hello");
        settle();
        assertThat(atStranger).containsExactly("hello");
        assertThat(net.dropped("forbidden")).isEqualTo(1);
    }

    @Test
    void ofUsOnlyWhatIsOpenedByNameIsReached() {
        RelayFixture.Client old = net.client().allocated();
        net.server.seenAs(AFTER);
        RelayFixture.Client young = net.client().allocated();
        for (RelayFixture.Client phone : List.of(old, young)) {
            for (InetAddress host : List.of(BEFORE, AFTER)) {
                assertThat(phone.bind(0x4001, at(host, 22))).isEqualTo(403);
                phone.permitted(at(host, 22)).indicate(at(host, 22), "knock");
            }
        }
        settle();
        assertThat(atHome).isEmpty();
        assertThat(net.dropped("forbidden")).isEqualTo(4);
    }

    /** Data never goes to where requests are taken, whatever name it is sent to and whatever is opened. */
    @Test
    void theServerItselfIsNotReachedByAnyNameOfIt() {
        start(PeerRules.PUBLIC.withAllowed(AddressRule.parse("5.9.0.1"), AddressRule.parse("5.9.200.0/24")));
        RelayFixture.Client old = net.client().allocated();
        net.server.seenAs(AFTER);
        RelayFixture.Client young = net.client().allocated();
        for (RelayFixture.Client phone : List.of(old, young)) {
            for (InetAddress host : List.of(BEFORE, AFTER, net.serverHost.address())) {
                assertThat(phone.bind(0x4001, at(host, 3_478))).as(host.getHostAddress()).isEqualTo(403);
                phone.permitted(at(host, 3_478)).indicate(at(host, 3_478), "to itself");
            }
        }
        settle();
        assertThat(net.dropped("forbidden")).isEqualTo(6);
        assertThat(net.dropped("malformed")).as("nothing of it arrived").isZero();
    }

    @Test
    void whatWasGivenForAStrangersHostIsTakenBackWhenItIsOurs() {
        RelayFixture.Client phone = net.client().allocated();
        InetSocketAddress far = at(AFTER, 22);
        phone.permitted(far).bound(0x4000, far).indicate(far, "to a stranger");
        long before = net.dropped("no-channel");
        net.server.seenAs(AFTER);

        phone.say(0x4000, "by the old channel");
        phone.indicate(far, "by the old permission");
        assertThat(net.dropped("no-channel")).isEqualTo(before + 1);
        assertThat(net.dropped("forbidden")).isEqualTo(1);
        assertThat(phone.bind(0x4000, far)).isEqualTo(403);
        settle();
        assertThat(atHome).isEmpty();
    }

    /** Behind the NAT of a carrier, what others see is itself an address that is closed to relays. */
    @Test
    void aSpecialAddressOpensNoMoreThanItself() {
        InetAddress shared = RelayFixture.address("100.64.0.9", 1).getAddress();
        net.server.seenAs(shared);
        RelayFixture.Client phone = net.client().allocated();
        phone.bound(0x4000, at(shared, 20_000)).say(0x4000, "media");
        settle();
        assertThat(atHome).containsExactly("20000 media");
        assertThat(phone.bind(0x4001, at(shared, 22))).isEqualTo(403);
        assertThat(permission(phone, RelayFixture.address("100.64.0.10", 1).getAddress())).isEqualTo(403);
    }

    @Test
    void whatIsClosedInsideIsClosedByEveryName() {
        start(PeerRules.PUBLIC.withAllowed(MEDIA).withDenied(AddressRule.parse("5.9.0.1:20000")));
        net.server.seenAs(AFTER);
        assertThat(net.client().allocated().bind(0x4000, at(AFTER, 20_000))).isEqualTo(403);
        start(PeerRules.PUBLIC.withAllowed(MEDIA).withDenied(AddressRule.parse("5.9.0.1")));
        net.server.seenAs(AFTER);
        assertThat(permission(net.client().allocated(), AFTER)).isEqualTo(403);
    }
}
