package io.rvoip.builder;

import io.rvoip.sip.transport.tls.TlsPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The section {@code api}: {@code listen}, {@code tls}, {@code hosts}, {@code origins}, {@code websocket}, {@code phone}, {@code phoneServer}, {@code keys}. */
final class YamlApi {
    private YamlApi() {}

    /**
     * Reads it.
     *
     * @param platform profile and {@code sip.tls} as read so far; {@code api.tls} says where it differs from that
     * @param file turns what is written into a path
     */
    static ApiServerConfig read(YamlNode node, ApiServerConfig base, PlatformConfig platform, Function<String, Path> file) {
        ApiServerConfig api = base;
        api = node.word("listen", api::withListen).orElse(api);
        api = node.flag("websocket").map(api::withWebsocket).orElse(api);
        api = node.flag("phone").map(api::withPhone).orElse(api);
        WebPhoneConfig page = api.phone();
        api = node.word("phoneServer", page::withServer).map(api::withPhone).orElse(api);
        if (node.has("hosts")) {
            api = api.withHosts(node.parsedList("hosts", host -> host).toArray(String[]::new));
        }
        if (node.has("origins")) {
            api = api.withOrigins(node.parsedList("origins", origin -> origin).toArray(String[]::new));
        }
        if (node.has("tls")) {
            YamlNode tls = node.child("tls");
            TlsPolicy shared = base.tls().orElseGet(platform::tls);
            api = api.withTls(YamlTls.server(tls, shared, platform.securityProfile(), file));
            tls.refuseOthers();
        }
        for (YamlNode key : node.list("keys")) {
            Optional<String> name = key.required("name");
            Optional<String> secret = key.required("secret");
            List<String> scopes = key.parsedList("scopes", scope -> scope);
            key.refuseOthers();
            if (name.isPresent() && secret.isPresent()) {
                api = api.withKey(name.get(), secret.get(), scopes.toArray(String[]::new));
            }
        }
        node.refuseOthers();
        return api;
    }
}
