package io.rvoip.presets;

import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.TurnConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.WebPhoneConfig;
import io.rvoip.builder.Wish;
import io.rvoip.common.ValidationReport;
import io.rvoip.engine.trunk.TrunkConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A platform for browsers: 10,000 users, 5,000 calls, profile standard. SIP goes over secure WebSocket, media over ICE and
 * DTLS-SRTP, and the page at {@link RunningPbx#page()} is a telephone; other phones come by TLS and meet browsers through the
 * platform. Needs a certificate ({@link #withTls}) that browsers believe, and a file for the audit log ({@link #withAudit}).
 * In a laboratory it runs on loopback under the profile development without any of that.
 */
public final class WebRtcPlatform extends OfficeBuilder<WebRtcPlatform> {
    private @Nullable TurnConfig turn;
    private @Nullable String pageServer;
    private Wish page = Wish.INCLUDED;

    private WebRtcPlatform(String domain) {
        super(domain);
    }

    /** A platform for a domain. */
    public static WebRtcPlatform forDomain(String domain) {
        return new WebRtcPlatform(domain);
    }

    /** With a STUN and TURN server of its own, for browsers whose networks let nothing else through. */
    public WebRtcPlatform withTurn(TurnConfig server) {
        turn = server;
        return this;
    }

    /** With a way to the telephone network, which browsers may then call; the same as {@link #withTrunk}. */
    public WebRtcPlatform withSipGateway(TrunkConfig trunk) {
        return withTrunk(trunk);
    }

    /** With the page, which is refused where this build lacks it, or without. Unless named it is there where the build has it. */
    public WebRtcPlatform withPage(boolean served) {
        page = served ? Wish.REQUIRED : Wish.OFF;
        return this;
    }

    /** The page signs in there, as in {@code wss://phone.example.com/}: where a proxy speaks TLS for this platform. */
    public WebRtcPlatform withPageServer(String url) {
        pageServer = url;
        return this;
    }

    @Override
    WebRtcPlatform self() {
        return this;
    }

    @Override
    DeploymentConfig deployment() {
        return Presets.webrtcPlatform();
    }

    @Override
    void furnish(VoipPlatform.Builder platform) {
        ApiServerConfig api = platform.config().api().orElseGet(ApiServerConfig::restAndWebsocket);
        platform.withApiServer(api.withPhone(new WebPhoneConfig(page, Optional.ofNullable(pageServer).or(() -> api.phone().server()))));
        if (turn != null) {
            platform.withTurn(turn);
        }
    }

    @Override
    ValidationReport ownProblems() {
        return ValidationReport.valid();
    }
}
