package io.rvoip.builder;

import io.rvoip.api.WebPhone;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.sip.transport.TransportProtocol;

/** What keeps a platform from serving the page for browsers. */
final class PhoneRules {
    private PhoneRules() {}

    static void check(PlatformConfig config, ApiServerConfig api, ValidationReport.Collector problems) {
        WebPhoneConfig phone = api.phone();
        if (!phone.wanted()) {
            problems.require(phone.server().isEmpty(), "api.phoneServer", "has no effect without api.phone", "set phone: true, or leave it out");
            return;
        }
        problems.require(phone.wish() != Wish.REQUIRED || WebPhone.isBuilt(), "api.phone", "is not in this build, which was made without npm",
            "install npm (Node 18 or later) and build again, or leave it out");
        if (phone.server().isPresent()) {
            problems.require(phone.server().get().startsWith("wss:") || config.securityProfile() == SecurityProfile.DEVELOPMENT, "api.phoneServer",
                "is weaker than profile " + config.securityProfile().id() + " allows", "use wss://");
            return;
        }
        boolean secure = config.apiSecure();
        problems.require(config.listeners().stream().map(ListenUri::protocol).anyMatch(protocol -> protocol == TransportProtocol.WSS
                || protocol == TransportProtocol.WS && !secure), "api.phone",
            "has no listener its page may connect to", "add " + (secure ? "wss://" : "ws:// or wss://") + " to sip.listen, or name api.phoneServer");
    }
}
