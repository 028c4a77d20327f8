package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.api.ApiKey;
import io.rvoip.api.ApiServer;
import io.rvoip.api.ApiSettings;
import io.rvoip.api.Scope;
import io.rvoip.api.metrics.MicrometerMetrics;
import io.rvoip.common.Health;
import io.rvoip.common.Secret;
import io.rvoip.common.transport.EventLoops;
import io.rvoip.engine.CallEngine;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the HTTP server of a platform. */
final class ApiWiring {
    private ApiWiring() {}

    static ApiServer open(PlatformConfig config, ApiServerConfig server, CallEngine engine, Supplier<Health> health,
            MicrometerMetrics metrics, EventLoops loops) {
        HostAndPort at = config.apiAddress().orElseThrow();
        InetSocketAddress listen = new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(at.host()), at.port());
        ApiSettings settings = ApiSettings.on(listen).withWebSocket(server.websocket()).withKeys(keys(server));
        return new ApiServer(settings, engine, health, () -> engine.health().isHealthy(), metrics, loops);
    }

    private static List<ApiKey> keys(ApiServerConfig server) {
        List<ApiKey> keys = new ArrayList<>();
        for (ApiServerConfig.Key key : server.keys()) {
            Secret secret = key.secret().resolve();
            keys.add(ApiKey.of(key.name(), secret, key.scopes().stream().map(Scope::of).collect(Collectors.toSet())));
        }
        return keys;
    }
}
