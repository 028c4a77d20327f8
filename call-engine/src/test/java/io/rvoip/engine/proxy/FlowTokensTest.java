package io.rvoip.engine.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names of flows that others keep for us (RFC 5626 §5.2). */
class FlowTokensTest {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final FlowTokens tokens = tokens(1);

    private static FlowTokens tokens(int seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return new FlowTokens(CryptoProvider.jdk(), key);
    }

    private static Flow flow(TransportProtocol protocol, String address) {
        return new Flow(protocol, new InetSocketAddress(address, 5060), new InetSocketAddress(address, 65_535),
                protocol == TransportProtocol.UDP ? 0 : Long.MAX_VALUE);
    }

    @ParameterizedTest
    @EnumSource(TransportProtocol.class)
    void everyFlowComesBackAsItWas(TransportProtocol protocol) {
        for (String address : new String[] {"192.0.2.1", "2001:db8::1"}) {
            Flow flow = flow(protocol, address);
            assertThat(tokens.read(tokens.of(flow))).isEqualTo(new FlowTokens.Read.Known(flow));
            assertThat(tokens.of(flow)).hasSizeLessThan(96).matches("[A-Za-z0-9_-]+");
        }
    }

    @Test
    void whatIsAlteredAnywhereIsNeverAFlow() {
        String token = tokens.of(flow(TransportProtocol.TLS, "192.0.2.1"));
        for (int i = 0; i < token.length(); i++) {
            for (int step = 1; step < 64; step++) {
                char other = DIGITS.charAt((DIGITS.indexOf(token.charAt(i)) + step) % 64);
                FlowTokens.Read read = tokens.read(token.substring(0, i) + other + token.substring(i + 1));
                boolean same = i == token.length() - 1 && read instanceof FlowTokens.Read.Known; // bits that say nothing
                assertThat(same || !(read instanceof FlowTokens.Read.Known)).isTrue();
                if (i > 5 && i < token.length() - 1) {
                    assertThat(read).isEqualTo(new FlowTokens.Read.Forged());
                }
            }
        }
        for (int length = 0; length < token.length(); length++) {
            assertThat(tokens.read(token.substring(0, length))).isNotInstanceOf(FlowTokens.Read.Known.class);
        }
    }

    @Test
    void ofAnotherProcessItIsGone() {
        assertThat(tokens.read(tokens(2).of(flow(TransportProtocol.UDP, "192.0.2.1")))).isEqualTo(new FlowTokens.Read.Gone());
    }

    @Test
    void rubbishIsForgedOrGone() {
        Random chance = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = chance.nextInt(150); n > 0; n--) {
                text.append((char) ('!' + chance.nextInt(94)));
            }
            assertThat(tokens.read(text.toString())).isNotInstanceOf(FlowTokens.Read.Known.class);
        }
    }
}
