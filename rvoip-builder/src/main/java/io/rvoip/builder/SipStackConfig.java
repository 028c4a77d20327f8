package io.rvoip.builder;

import io.rvoip.common.Expect;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.WebSocketPolicy;
import io.rvoip.sip.transport.dns.DnsSettings;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where and how SIP is spoken. Immutable.
 *
 * @param listen the listeners; empty means what the security profile gives
 * @param maxConnections connections at the same time, 1–1,000,000
 * @param connectionTimeout how long opening a connection may take, more than zero
 * @param tls certificates and who is believed; empty means what the security profile asks for, without a certificate
 * @param webSocket which web pages may connect; empty means none, and those of this machine under the profile development
 * @param dns how host names are followed (RFC 3263)
 */
public record SipStackConfig(
        List<ListenUri> listen, int maxConnections, Duration connectionTimeout, Optional<TlsPolicy> tls,
        Optional<WebSocketPolicy> webSocket, DnsSettings dns) {
    private static final int SIP_PORT = 5060;
    private static final int SIPS_PORT = 5061;
    private static final int WEB_PORT = 8080;

    /** Checks the ranges and copies the list. */
    public SipStackConfig {
        listen = List.copyOf(listen);
        Expect.inRange("maxConnections", maxConnections, 1, 1_000_000);
        Expect.positive("connectionTimeout", connectionTimeout);
    }

    /** UDP and TCP on 5060, 1,000 connections, 30 s. */
    public static SipStackConfig basic() {
        return new SipStackConfig(on(SIP_PORT, TransportProtocol.UDP, TransportProtocol.TCP), 1_000, Duration.ofSeconds(30), Optional.empty(), Optional.empty(),
            DnsSettings.DEFAULT);
    }

    /** WebSocket and secure WebSocket on 8080, 10,000 connections, 60 s. */
    public static SipStackConfig webrtc() {
        return new SipStackConfig(on(WEB_PORT, TransportProtocol.WS, TransportProtocol.WSS), 10_000, Duration.ofSeconds(60), Optional.empty(), Optional.empty(),
            DnsSettings.DEFAULT);
    }

    /** TLS and secure WebSocket on 5061, 5,000 connections, 45 s. */
    public static SipStackConfig secure() {
        return new SipStackConfig(on(SIPS_PORT, TransportProtocol.TLS, TransportProtocol.WSS), 5_000, Duration.ofSeconds(45), Optional.empty(), Optional.empty(),
            DnsSettings.DEFAULT);
    }

    /** No listeners yet: to be filled with {@link #withListen}. */
    public static SipStackConfig custom() {
        return new SipStackConfig(List.of(), 1_000, Duration.ofSeconds(30), Optional.empty(), Optional.empty(),
            DnsSettings.DEFAULT);
    }

    /** With another listener, as in {@code udp://127.0.0.1:5060}. */
    public SipStackConfig withListen(String address) {
        List<ListenUri> more = new ArrayList<>(listen);
        more.add(ListenUri.parse(address));
        return new SipStackConfig(more, maxConnections, connectionTimeout, tls, webSocket, dns);
    }

    /** With these listeners and no others. */
    public SipStackConfig withListeners(List<ListenUri> addresses) {
        return new SipStackConfig(addresses, maxConnections, connectionTimeout, tls, webSocket, dns);
    }

    /** With another limit of connections. */
    public SipStackConfig withMaxConnections(int connections) {
        return new SipStackConfig(listen, connections, connectionTimeout, tls, webSocket, dns);
    }

    /** With another time to open a connection. */
    public SipStackConfig withConnectionTimeout(Duration limit) {
        return new SipStackConfig(listen, maxConnections, limit, tls, webSocket, dns);
    }

    /** Speaks TLS with this certificate, by these rules; the same for {@code tls://} and {@code wss://}. */
    public SipStackConfig withTls(TlsPolicy policy) {
        return new SipStackConfig(listen, maxConnections, connectionTimeout, Optional.of(policy), webSocket, dns);
    }

    /** The web pages whose scripts may connect to {@code ws://} and {@code wss://}. */
    public SipStackConfig withWebSocket(WebSocketPolicy policy) {
        return new SipStackConfig(listen, maxConnections, connectionTimeout, tls, Optional.of(policy), dns);
    }

    /** Follows host names with these name servers, time-outs and bounds. */
    public SipStackConfig withDns(DnsSettings settings) {
        return new SipStackConfig(listen, maxConnections, connectionTimeout, tls, webSocket, settings);
    }

    private static List<ListenUri> on(int port, TransportProtocol... protocols) {
        List<ListenUri> all = new ArrayList<>();
        for (TransportProtocol protocol : protocols) {
            all.add(ListenUri.of(protocol, port));
        }
        return all;
    }
}
