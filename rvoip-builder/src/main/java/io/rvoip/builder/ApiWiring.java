package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.api.ApiKey;
import io.rvoip.api.ApiSettings;
import io.rvoip.api.Scope;
import io.rvoip.common.Secret;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the HTTP server of a platform is told. */
final class ApiWiring {
    private ApiWiring() {}

    static ApiSettings settings(PlatformConfig config, ApiServerConfig server) {
        HostAndPort at = config.apiAddress().orElseThrow();
        InetSocketAddress listen = new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(at.host()), at.port());
        Set<String> hosts = new HashSet<>(server.hosts());
        if (!config.domain().startsWith("[")) {
            hosts.add(config.domain());
        }
        return ApiSettings.on(listen).withWebSocket(server.websocket()).withKeys(keys(server)).withHosts(hosts).withOrigins(server.origins());
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
