package io.rvoip.engine.trunk;

import io.rvoip.common.SecurityProfile;
import io.rvoip.common.ValidationReport;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.MediaMode;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.offer.Keying;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ways to the telephone network. Immutable.
 *
 * @param numbers how users dial
 * @param enumSuffix the domain under which numbers are looked up before trunks are asked, as in {@code e164.arpa}; empty
 *     for no look-ups
 * @param trunks those of carriers named earlier are tried first
 * @param certified whether a carrier has to prove with a certificate of its domain or address who it is, beside where it sends from
 */
public record Trunking(NumberPlan numbers, Optional<String> enumSuffix, List<TrunkConfig> trunks, boolean certified) {
    /** No way out and none in. */
    public static final Trunking NONE = new Trunking(NumberPlan.PLUS_ONLY, Optional.empty(), List.of(), false);

    /** Copies the list. */
    public Trunking {
        trunks = List.copyOf(trunks);
    }

    /** The same for another way to dial. */
    public Trunking withNumbers(NumberPlan plan) {
        return new Trunking(plan, enumSuffix, trunks, certified);
    }

    /** The same with numbers looked up under a domain first (RFC 6116). */
    public Trunking withEnumSuffix(String suffix) {
        return new Trunking(numbers, Optional.of(suffix), trunks, certified);
    }

    /** The same with one trunk more. */
    public Trunking withTrunk(TrunkConfig trunk) {
        List<TrunkConfig> more = new ArrayList<>(trunks);
        more.add(trunk);
        return new Trunking(numbers, enumSuffix, more, certified);
    }

    /** The same whose carriers have to prove themselves, or not. */
    public Trunking withCertified(boolean yes) {
        return new Trunking(numbers, enumSuffix, trunks, yes);
    }

    /**
     * How media of a trunk is encrypted: with the suites of the platform, and keys in descriptions, as carriers have them, unless
     * the platform has none there for others to read.
     *
     * @param use of the trunk
     * @param phones how phones have it
     */
    public static SrtpPolicy srtp(SrtpUse use, SrtpPolicy phones) {
        List<SrtpSuite> suites = phones.suites().isEmpty() ? SrtpPolicy.suites(SecurityProfile.STANDARD) : phones.suites();
        if (use == SrtpUse.OFF) {
            return SrtpPolicy.OFF;
        }
        SrtpPolicy named = SrtpPolicy.of(use, suites).withOverClearSignalling(phones.overClearSignalling());
        boolean hidden = !phones.keying().isEmpty() && !phones.keying().contains(Keying.SDES);
        return hidden ? named.withKeying(phones.keying()).withMikey(phones.mikey()) : named;
    }

    /**
     * What is wrong with it, by the keys of the configuration file.
     *
     * @param codecs those of ours, by name
     * @param srtp how phones have their media encrypted
     */
    public ValidationReport validate(EngineMode mode, MediaMode media, List<String> codecs, SrtpPolicy srtp) {
        ValidationReport.Collector problems = ValidationReport.collect();
        problems.require(mode == EngineMode.B2BUA || trunks.isEmpty(), "trunks", "mean nothing to a proxy",
                "leave them out, or change calls.mode");
        problems.require(mode == EngineMode.B2BUA || enumSuffix.isEmpty(), "enum", "means nothing to a proxy",
                "leave it out, or change calls.mode");
        enumSuffix.ifPresent(suffix -> problems.require(EnumRule.domain("+4930", suffix).isPresent(), "enum.suffix",
                "\"" + suffix + "\" (expected: a domain, as in e164.arpa)", ""));
        Set<String> names = new HashSet<>();
        for (int i = 0; i < trunks.size(); i++) {
            TrunkConfig trunk = trunks.get(i);
            ValidationReport.Collector at = problems.at("trunks[" + i + "]");
            at.require(names.add(trunk.name()), "name", "\"" + trunk.name() + "\" is given twice", "rename one");
            at.require(trunk.codecs().isEmpty() || media == MediaMode.ANCHORED, "codecs",
                    "mean nothing where media does not pass through here", "leave them out, or make calls.media anchored");
            for (String codec : trunk.codecs()) {
                at.require(codecs.stream().anyMatch(codec::equalsIgnoreCase), "codecs",
                        "\"" + codec + "\" (expected: of " + String.join(", ", codecs) + ")", "");
            }
            boolean plain = trunk.srtp() == SrtpUse.OFF;
            at.require(plain || media == MediaMode.ANCHORED, "srtp", "means nothing where media does not pass through here",
                    "leave it out, or make calls.media anchored");
            at.require(plain || trunk.overTls() || srtp.overClearSignalling() || !srtp(trunk.srtp(), srtp).keying().contains(Keying.SDES), "srtp",
                    trunk.address() + " is not said to be reached over TLS, so that anyone could read the keys",
                    "give it a sips: address, or one with ;transport=tls");
            at.require(trunk.outbound().entries().isEmpty() || trunk.callerNumber().isPresent() || trunk.login().isPresent(),
                    "callerNumber", "is missing, and there is no login to be shown instead",
                    "name the number that callers are shown with, as in +493012345");
            at.require(trunk.inbound().isEmpty() || trunk.login().isPresent() || !trunk.networks().isEmpty(), "networks",
                    "is missing: nobody can call in without it or a login", "name the networks of the carrier, as in [203.0.113.0/28]");
        }
        return problems.report();
    }
}
