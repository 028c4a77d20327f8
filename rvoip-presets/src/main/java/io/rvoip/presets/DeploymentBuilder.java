package io.rvoip.presets;

import io.rvoip.common.CapacityConfig;
import io.rvoip.common.Environment;
import io.rvoip.common.FeatureSet;
import io.rvoip.common.SecurityProfile;

/** Changes a {@link DeploymentConfig}. Not thread-safe. */
public final class DeploymentBuilder {
    private String name;
    private Environment environment;
    private CapacityConfig capacity;
    private SecurityProfile security;
    private NetworkConfig network;
    private FeatureSet features;

    DeploymentBuilder(DeploymentConfig from) {
        name = from.name();
        environment = from.environment();
        capacity = from.capacity();
        security = from.security();
        network = from.network();
        features = from.features();
    }

    /** For people. */
    public DeploymentBuilder withName(String title) {
        name = title;
        return this;
    }

    /** What it is for. */
    public DeploymentBuilder withEnvironment(Environment purpose) {
        environment = purpose;
        return this;
    }

    /** The size it is declared for. */
    public DeploymentBuilder withCapacity(CapacityConfig size) {
        capacity = size;
        return this;
    }

    /** The floor of its security. */
    public DeploymentBuilder withSecurity(SecurityProfile profile) {
        security = profile;
        return this;
    }

    /** How it meets the network. */
    public DeploymentBuilder withNetwork(NetworkConfig config) {
        network = config;
        return this;
    }

    /** What it offers. */
    public DeploymentBuilder withFeatures(FeatureSet set) {
        features = set;
        return this;
    }

    /** The deployment. */
    public DeploymentConfig build() {
        return new DeploymentConfig(name, environment, capacity, security, network, features);
    }
}
