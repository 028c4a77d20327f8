package io.rvoip.builder;

import io.rvoip.ice.server.AddressRule;
import io.rvoip.ice.server.PeerRules;
import io.rvoip.ice.server.RelayQuotas;
import java.util.List;
import java.util.Optional;

/**
 * The section {@code turn}: {@code secret}, {@code users}, {@code listen}, {@code address}, {@code ports}, {@code
 * credentialLife}, {@code allow}, {@code deny}, {@code quotas}.
 */
final class YamlTurn {
    private static final int MOST = Integer.MAX_VALUE;
    private static final int BITS = 1_000 / Byte.SIZE;

    private YamlTurn() {}

    static TurnConfig read(YamlNode node, TurnConfig base) {
        TurnConfig turn = node.text("secret").map(SecretSource::of).map(base::withSecret).orElse(base);
        for (YamlNode user : node.list("users")) {
            Optional<String> name = user.required("name");
            Optional<String> password = user.required("password");
            user.refuseOthers();
            if (name.isPresent() && password.isPresent()) {
                TurnConfig so = turn;
                turn = user.attempt(() -> so.withUser(name.get(), password.get())).orElse(so);
            }
        }
        List<TurnListenUri> listen = node.parsedList("listen", TurnListenUri::parse);
        turn = listen.isEmpty() ? turn : turn.withListeners(listen);
        turn = node.text("address").map(turn::withAddress).orElse(turn);
        PortRange ports = node.word("ports", PortRange::parse).orElse(turn.ports());
        turn = turn.withPorts(ports.first(), ports.last());
        TurnConfig so = turn;
        turn = node.word("credentialLife", text -> so.withCredentialLife(YamlConfig.duration(text))).orElse(turn);
        PeerRules peers = new PeerRules(
            node.has("allow") ? node.list("allow", AddressRule::parse) : turn.peers().allow(),
            node.has("deny") ? node.list("deny", AddressRule::parse) : turn.peers().deny());
        turn = turn.withPeers(peers).withQuotas(quotas(node.child("quotas"), turn.quotas()));
        node.refuseOthers();
        return turn;
    }

    private static RelayQuotas quotas(YamlNode node, RelayQuotas base) {
        RelayQuotas quotas = base.withAllocations(node.number("allocations", 1, 60_000).orElse(base.allocations()),
            node.number("perUser", 1, 60_000).orElse(base.perUser()));
        quotas = node.number("peers", 1, 1_024).map(quotas::withPeers).orElse(quotas);
        quotas = quotas.withBandwidth(
            node.number("bandwidth", 8, MOST).map(YamlTurn::bytes).orElse(base.bytesPerSecond()),
            node.number("totalBandwidth", 8, MOST).map(YamlTurn::bytes).orElse(base.totalBytesPerSecond()));
        node.refuseOthers();
        return quotas;
    }

    private static long bytes(int kilobits) {
        return (long) kilobits * BITS;
    }
}
