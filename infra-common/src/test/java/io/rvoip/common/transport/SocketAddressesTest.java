package io.rvoip.common.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel reads and writes, octet by octet, on a machine whose numbers are little-endian. */
class SocketAddressesTest {
    private static final String LOOPBACK = "0200" + "13c4" + "7f000001" + "0000000000000000";

    @BeforeEach
    void there() {
        assumeTrue(UdpCalls.available() && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "Java 22 on Linux");
    }

    private static String target(SocketAddresses addresses, InetSocketAddress to) {
        int at = (int) (addresses.target(to) - UdpCalls.addressOf(addresses.memory));
        byte[] octets = new byte[addresses.targetBytes()];
        addresses.memory.get(at, octets);
        return HexFormat.of().formatHex(octets);
    }

    private static ByteBuffer written(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex);
        return ByteBuffer.allocateDirect(3 + SocketAddresses.BYTES).order(ByteOrder.nativeOrder()).put(3, octets);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 127.0.0.1, " + LOOPBACK,
        "true, 127.0.0.1, 0a0013c4" + "00000000" + "00000000000000000000ffff7f000001" + "00000000",
        "true, 2001:db8::f00d, 0a0013c4" + "00000000" + "20010db800000000000000000000f00d" + "00000000",
    })
    void theyAreWrittenAsTheKernelReadsThem(boolean ipv6, String host, String expected) throws Exception {
        InetSocketAddress address = new InetSocketAddress(host, 0x13c4);
        SocketAddresses addresses = new SocketAddresses(ipv6, 2);

        assertThat(target(addresses, address)).isEqualTo(expected);
        assertThat(addresses.sender(written(expected), 3)).isEqualTo(address);
    }

    @Test
    void aLinkHasItsScopeAndIsNotTakenForAnother() throws Exception {
        byte[] octets = HexFormat.of().parseHex("fe800000000000000000000000000001");
        SocketAddresses addresses = new SocketAddresses(true, 1);

        for (int scope = 2; scope < 4; scope++) {
            InetSocketAddress link = new InetSocketAddress(Inet6Address.getByAddress(null, octets, scope), 9);
            String told = target(addresses, link);
            assertThat(told).isEqualTo("0a000009" + "00000000" + "fe800000000000000000000000000001" + "0" + scope + "000000");
            InetAddress back = addresses.sender(written(told), 3).getAddress();
            assertThat(((Inet6Address) back).getScopeId()).isEqualTo(scope);
        }
    }

    @Test
    void anIpv4SocketReachesNoIpv6AndNothingIsReachedByName() {
        SocketAddresses addresses = new SocketAddresses(false, 2);

        assertThat(addresses.target(new InetSocketAddress("::1", 9))).isZero();
        assertThat(addresses.target(InetSocketAddress.createUnresolved("localhost", 9))).isZero();
    }

    @Test
    void oneThatIsMetAgainIsTheSameObject() {
        SocketAddresses addresses = new SocketAddresses(false, 1);
        InetSocketAddress first = addresses.sender(written(LOOPBACK), 3);

        assertThat(addresses.sender(written(LOOPBACK), 3)).isSameAs(first);
        assertThat(addresses.sender(written(LOOPBACK.replace("13c4", "13c5")), 3)).isEqualTo(new InetSocketAddress("127.0.0.1", 0x13c5));
        assertThat(addresses.sender(written(LOOPBACK), 3)).isEqualTo(first);
    }

    /** More than there is room for: each is still found, or written anew. */
    @Test
    void manyTakeTurns() {
        SocketAddresses addresses = new SocketAddresses(false, 16);
        for (int turn = 0; turn < 2; turn++) {
            for (int port = 1; port < 1000; port++) {
                String expected = "0200" + HexFormat.of().toHexDigits((short) port) + "0a000001" + "0000000000000000";
                InetSocketAddress address = new InetSocketAddress("10.0.0.1", port);
                assertThat(target(addresses, address)).isEqualTo(expected);
                assertThat(addresses.sender(written(expected), 3)).isEqualTo(address);
            }
        }
    }
}
