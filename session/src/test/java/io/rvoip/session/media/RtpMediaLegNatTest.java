package io.rvoip.session.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceFailure;
import io.rvoip.testing.VirtualHost;
import io.rvoip.testing.VirtualNat;
import io.rvoip.testing.VirtualNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two legs with ICE behind NATs of all kinds, whose packets are followed to the ears of the other side. */
@Timeout(60)
class RtpMediaLegNatTest extends IceExchange {
    private static final IceUse STUN = FULL.withConfig(IceConfig.FULL.withStunServers(SERVER));
    private static final IceUse TURN = FULL.withConfig(SERVED);

    private final List<VirtualNat> nats = new ArrayList<>();
    /** Behind what a side is. */
    private enum Behind {
        NOTHING, FULL_CONE, ADDRESS_RESTRICTED, PORT_RESTRICTED, SYMMETRIC;

        VirtualNat.Kind kind() {
            return VirtualNat.Kind.valueOf(name());
        }
    }

    private VirtualHost host(VirtualNetwork network, Behind behind, int number) {
        if (behind == Behind.NOTHING) {
            return network.host();
        }
        VirtualNat nat = network.nat(behind.kind(), "203.0.113." + number);
        nats.add(nat);
        return nat.host("192.168.1.10", "fd00:1::10");
    }

    private void between(Behind near, Behind far, IceUse use) {
        nats.clear();
        open(use, use, network -> host(network, near, 1), network -> host(network, far, 2));
    }

    /** How much both hear within a while, the less of the two, ms. */
    private int heardIn(int millis) {
        int near = pair.near.heard.heardMillis();
        int far = pair.far.heard.heardMillis();
        pair.advance(millis);
        return Math.min(pair.near.heard.heardMillis() - near, pair.far.heard.heardMillis() - far);
    }

    private void close() {
        pair.closeAndFindNothing();
    }

    private static Stream<Arguments> kinds() {
        return Stream.of(Behind.values())
                .flatMap(near -> Stream.of(Behind.values()).map(far -> Arguments.of(near, far)));
    }

    /** By RFC 4787: one NAT that tells far ends apart in both directions is too much for another that lets in whom it knows alone. */
    private static boolean hasPath(Behind near, Behind far) {
        boolean strict = near.ordinal() >= Behind.PORT_RESTRICTED.ordinal() && far.ordinal() >= Behind.PORT_RESTRICTED.ordinal();
        return !(strict && (near == Behind.SYMMETRIC || far == Behind.SYMMETRIC));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void bothHearEachOtherWhereverThereIsAPathAndOtherwiseItIsSaidInSeconds(Behind near, Behind far) {
        between(near, far, STUN);
        exchange();
        if (hasPath(near, far)) {
            pair.advance(4_000);
            assertThat(heardIn(1_000)).isGreaterThan(900);
            close();
            return;
        }
        pair.advance(12_000);
        assertThat(pair.near.told.events).contains("unreachable: " + IceFailure.Reason.CHECKS_FAILED);
        close();
        between(near, far, TURN);
        exchange();
        pair.advance(4_000);
        assertThat(heardIn(1_000)).as("through a relay").isGreaterThan(900);
        close();
    }

    /** The NAT forgets all, as after a restart of it, and gives new ports: both are heard again before anybody hangs up. */
    @ParameterizedTest
    @EnumSource(value = Behind.class, names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void aNatThatForgetsIsGotThroughAgain(Behind near) {
        between(near, Behind.NOTHING, STUN);
        exchange();
        pair.advance(4_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        nats.forEach(VirtualNat::rebind);
        pair.advance(15_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        assertThat(pair.near.told.events).noneMatch(event -> event.startsWith("unreachable"));
        close();
    }

    /** Two homes behind one NAT of a carrier: their packets have to be turned back by it. */
    @ParameterizedTest
    @EnumSource(value = Behind.class, names = {"NOTHING", "SYMMETRIC"}, mode = EnumSource.Mode.EXCLUDE)
    void twoHomesBehindOneCarrierHearEachOther(Behind carriers) {
        VirtualNat[] carrier = new VirtualNat[1];
        open(STUN, STUN, network -> {
            carrier[0] = network.nat(carriers.kind(), "203.0.113.1");
            return carrier[0].nat(VirtualNat.Kind.PORT_RESTRICTED, "100.64.0.1").host("192.168.1.10", "fd00:1::10");
        }, network -> carrier[0].nat(VirtualNat.Kind.PORT_RESTRICTED, "100.64.0.2").host("192.168.1.10", "fd00:2::10"));
        exchange();
        pair.advance(4_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        close();
    }

    /** RFC 7675: whoever is not answered any more is sent nothing after 30 s, through a NAT and a relay too. */
    @Test
    void throughARelayItIsSilentAfterThirtySecondsToo() {
        between(Behind.SYMMETRIC, Behind.SYMMETRIC, TURN);
        exchange();
        pair.advance(5_000);
        assertThat(heardIn(1_000)).isGreaterThan(900);
        pair.far.host.block();
        pair.advance(31_000);
        assertThat(pair.near.told.events).contains("unreachable: " + IceFailure.Reason.CONSENT_LOST);
        long sent = fromNear();
        pair.advance(2_000);
        assertThat(fromNear()).as("media").isEqualTo(sent);
        pair.far.host.unblock();
        close();
    }

    /** Packets of the size of ours with G.711, whatever they are wrapped in. */
    private long fromNear() {
        return pair.wire.stream().filter(sent -> sent.bytes().length >= 172
                && (sent.from().getAddress().equals(pair.near.host.address())
                        || sent.from().getAddress().getHostAddress().equals("203.0.113.1"))).count();
    }
}
