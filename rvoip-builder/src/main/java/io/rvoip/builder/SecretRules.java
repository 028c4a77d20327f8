package io.rvoip.builder;

import io.rvoip.api.ApiKey;
import io.rvoip.common.Secret;
import io.rvoip.common.SecretUnavailableException;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.engine.auth.PasswordRule;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.ice.IceServer;
import java.util.List;
import java.util.Optional;

/** What the secrets of a configuration must fulfil: where they may stand, and what the profile takes for a password. */
final class SecretRules {
    private static final String STRONGER = "make a long one by chance, as with: openssl rand -base64 24";

    private static final int LEAST_PSK = 16;
    private static final int MOST_PSK = 256;

    private final PlatformConfig config;
    private final boolean needed;
    private final PasswordRule rule;
    private final ValidationReport.Collector problems = ValidationReport.collect();

    /** @param needed whether a reference that leads nowhere is a problem: where a file is checked, its secrets may be elsewhere */
    private SecretRules(PlatformConfig config, boolean needed) {
        this.config = config;
        this.needed = needed;
        rule = PasswordRule.of(config.securityProfile());
    }

    /** What is wrong with secrets as far as they can be had here; reads files. */
    static ValidationReport check(PlatformConfig config) {
        return new SecretRules(config, false).report();
    }

    /** The references that lead nowhere. */
    static ValidationReport unavailable(PlatformConfig config) {
        return new SecretRules(config, true).report();
    }

    private ValidationReport report() {
        for (int i = 0; i < config.users().size(); i++) {
            UserConfig user = config.users().get(i);
            password("users[" + i + "].password", user.password(), user.name(), config.domain());
        }
        config.api().ifPresent(api -> keys(api.keys()));
        config.turn().ifPresent(this::turn);
        config.rtp().keying().mikey().flatMap(MikeyConfig::psk).ifPresent(this::mikey);
        for (IceServer relay : config.rtp().ice().config().servers()) {
            if (relay.password() instanceof SecretSource source) {
                password("iceServers: the credential of " + relay.uri(), source, String.valueOf(relay.username()));
            }
        }
        List<TrunkConfig> trunks = config.trunking().trunks();
        for (int i = 0; i < trunks.size(); i++) {
            String field = "trunks[" + i + "].register.password";
            String carrier = trunks.get(i).carrier();
            trunks.get(i).login().ifPresent(login -> {
                if (login.password() instanceof SecretSource source) {
                    password(field, source, login.user(), carrier);
                }
            });
        }
        return problems.report();
    }

    private void turn(TurnConfig turn) {
        turn.secret().ifPresent(secret -> password("turn.secret", secret, config.domain()));
        for (int i = 0; i < turn.users().size(); i++) {
            password("turn.users[" + i + "].password", turn.users().get(i).password(), turn.users().get(i).name(), config.domain());
        }
    }

    private void mikey(SecretSource psk) {
        password("media.mikey.psk", psk, config.domain()).filter(secret -> !needed).ifPresent(secret -> problems.require(
            secret.length() >= LEAST_PSK && secret.length() <= MOST_PSK, "media.mikey.psk",
            "has " + secret.length() + " octets (expected: " + LEAST_PSK + "-" + MOST_PSK + ")", STRONGER));
    }

    private void keys(List<ApiServerConfig.Key> keys) {
        for (int i = 0; i < keys.size(); i++) {
            String field = "api.keys[" + i + "].secret";
            ApiServerConfig.Key key = keys.get(i);
            password(field, key.secret(), key.name(), config.domain()).filter(secret -> !needed).ifPresent(secret ->
                problems.require(ApiKey.isToken(secret), field, "holds characters that Authorization: Bearer cannot carry (RFC 6750 §2.1)",
                    "use letters, digits, - . _ ~ + / and = at the end"));
        }
    }

    /** The secret, when it could be had and is not empty. */
    private Optional<Secret> password(String field, SecretSource source, String... names) {
        Secret secret;
        try {
            secret = source.resolve();
        } catch (SecretUnavailableException nowhere) {
            problems.require(!needed, field, String.valueOf(nowhere.getMessage()), "put the secret there, or refer to where it is");
            return Optional.empty();
        }
        if (needed) {
            return Optional.of(secret);
        }
        problems.require(source.inline().isEmpty() || config.securityProfile() == SecurityProfile.DEVELOPMENT, field,
            "is written in the configuration", "refer to it: ref:env:NAME or ref:file:PATH");
        if (secret.length() == 0) {
            problems.add(field, "is empty", "give a secret");
            return Optional.empty();
        }
        rule.refusal(secret, names).ifPresent(why -> problems.add(field, why + ", and the profile "
            + config.securityProfile().id() + " takes no such secret", STRONGER));
        return Optional.of(secret);
    }
}
