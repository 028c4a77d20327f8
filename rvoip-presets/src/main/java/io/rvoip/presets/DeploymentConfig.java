package io.rvoip.presets;

import io.rvoip.builder.ApiServerConfig;
import io.rvoip.builder.PlatformConfig;
import io.rvoip.builder.RtpEngineConfig;
import io.rvoip.builder.SipStackConfig;
import io.rvoip.builder.VoipPlatform;
import io.rvoip.builder.WebPhoneConfig;
import io.rvoip.builder.Wish;
import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Environment;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.SecurityProfile;

import io.rvoip.ice.IceConfig;
import io.rvoip.ice.IceServer;
import io.rvoip.session.media.IceUse;
/**
 * A deployment as a policy: what it is for, how large, how secure, on which network, with which features. Immutable.
 *
 * @param name for people
 * @param environment what it is for
 * @param capacity the size it is declared for
 * @param security the floor of its security
 * @param network how it meets the network
 * @param features what it offers
 */
public record DeploymentConfig(String name, Environment environment, CapacityConfig capacity, SecurityProfile security,
        NetworkConfig network, FeatureSet features) {
    /** A small development deployment with voice: the start of {@link #builder}. */
    public static DeploymentConfig standard() {
        return new DeploymentConfig("RVOIP Deployment", Environment.DEVELOPMENT, CapacityConfig.small(), SecurityProfile.STANDARD,
            NetworkConfig.standard(), FeatureSet.basic());
    }

    /** Starts from {@link #standard()}. */
    public static DeploymentBuilder builder(String name) {
        return new DeploymentBuilder(standard()).withName(name);
    }

    /** A builder that starts from this one. */
    public DeploymentBuilder toBuilder() {
        return new DeploymentBuilder(this);
    }

    /** The platform this policy describes, ready for users and further settings. */
    public VoipPlatform.Builder platform(String domain) {
        IceConfig ice = IceConfig.FULL.withServers(network.iceServers().toArray(IceServer[]::new));
        VoipPlatform.Builder builder = VoipPlatform.builder(name)
            .withEnvironment(environment)
            .withDomain(domain)
            .withSecurityProfile(security)
            .withSipStack(SipStackConfig.custom().withListeners(network.listen()))
            .withRtpEngine(RtpEngineConfig.basic().withQos(network.qos()).withIce(IceUse.DEFAULT.withConfig(ice)))
            .withCapacity(capacity)
            .withFeatures(features);
        network.external().ifPresent(builder::withAdvertise);
        if (network.browsers()) {
            builder.withApiServer(ApiServerConfig.restAndWebsocket().withPhone(WebPhoneConfig.OFF.withWish(Wish.INCLUDED)));
        }
        return builder;
    }

    /** The same as a value, for files that name a preset. */
    public PlatformConfig config(String domain) {
        return platform(domain).config();
    }
}
