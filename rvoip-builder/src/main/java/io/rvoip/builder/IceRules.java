package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.common.ValidationReport;
import io.rvoip.ice.IceAddresses;
import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceInterfaces;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the addresses that candidates tell leave one that media can be found at. */
final class IceRules {
    private IceRules() {}

    static void check(PlatformConfig config, ValidationReport.Collector problems) {
        IceConfig ice = config.rtp().ice().config();
        IceAddresses addresses = ice.addresses();
        InetAddress bound = NetUtil.createInetAddressFromIpAddressString(config.mediaAddress());
        if (bound == null) {
            return; // said elsewhere
        }
        boolean any = bound.isAnyLocalAddress();
        problems.require(any || addresses.has(bound), "media.ice.addresses.families", addresses.families()
            + ", and media is at " + config.mediaAddress() + ", so that no leg has ICE", "name its family, or another media.address");
        if (addresses.interfaces().isEmpty()) {
            told(config, bound, IceInterfaces.NONE, problems);
        }
    }

    /** What depends on the interfaces that this machine has, and so is asked when the platform is built. */
    static ValidationReport unavailable(PlatformConfig config) {
        ValidationReport.Collector problems = ValidationReport.collect();
        List<String> chosen = config.rtp().ice().config().addresses().interfaces();
        InetAddress bound = NetUtil.createInetAddressFromIpAddressString(config.mediaAddress());
        if (!chosen.isEmpty() && bound != null) {
            Map<String, Set<InetAddress>> machine = IceInterfaces.ofThisMachine();
            IceInterfaces there = new IceInterfaces(() -> machine);
            there.look();
            List<String> unknown = there.missing(chosen);
            problems.require(unknown.isEmpty(), "media.ice.addresses.interfaces", unknown + " is not there, or not up", "name one of " + machine.keySet());
            if (unknown.isEmpty()) {
                told(config, bound, there, problems);
            }
        }
        return problems.report();
    }

    private static void told(PlatformConfig config, InetAddress bound, IceInterfaces there, ValidationReport.Collector problems) {
        IceConfig ice = config.rtp().ice().config();
        IceAddresses addresses = ice.addresses();
        InetAddress told = config.advertise().map(NetUtil::createInetAddressFromIpAddressString)
            .filter(address -> address.getClass() == bound.getClass()).orElse(bound);
        boolean asks = !ice.servers().isEmpty() || !ice.stunServers().isEmpty() || !ice.turnServers().isEmpty();
        boolean found = config.advertise().filter(PublicAddress::isAsked).isPresent();
        problems.require(asks || found || told.isAnyLocalAddress() || !addresses.has(told) || addresses.tells(told, there), "media.ice.addresses",
            NetUtil.toAddressString(told) + " is not told, and no servers are named that know another", "tell it, or name iceServers");
    }
}
