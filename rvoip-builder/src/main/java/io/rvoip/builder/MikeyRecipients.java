package io.rvoip.builder;

import io.rvoip.common.ValidationReport;
import io.rvoip.common.crypto.PemFiles;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.rtp.mikey.MikeyCertificates;
import io.rvoip.rtp.mikey.MikeyMode;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.sip.SipSyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is offered MIKEY-RSA, where that is the mode: users and trunks, whose certificates have to be known beforehand
 * (RFC 3830 section 3.2). Immutable.
 *
 * @param all by the names that legs to them have
 */
record MikeyRecipients(Map<String, Recipient> all) {
    private static final String NAME = "certificate";

    /**
     * One of them.
     *
     * @param field of the configuration
     * @param who in words
     * @param file with the certificate first; null: none is named
     * @param uri that the certificate has to name; empty: any
     * @param keyed whether legs to it may have MIKEY at all
     */
    record Recipient(String field, String who, @Nullable Path file, String uri, boolean keyed) {}

    MikeyRecipients {
        all = new LinkedHashMap<>(all);
    }

    static MikeyRecipients of(PlatformConfig config) {
        Map<String, Recipient> all = new LinkedHashMap<>();
        for (int i = 0; i < config.users().size(); i++) {
            UserConfig user = config.users().get(i);
            String address = address(config.domain(), user.name());
            all.put(address, new Recipient("users[" + i + "]", user.name(), user.certificate().orElse(null), address, true));
        }
        boolean auto = config.rtp().security() instanceof SecurityConfig.Auto;
        SrtpPolicy phones = auto ? config.rtp().srtp(config.securityProfile()) : SrtpPolicy.OFF;
        List<TrunkConfig> trunks = config.trunking().trunks();
        for (int i = 0; i < trunks.size(); i++) {
            TrunkConfig trunk = trunks.get(i);
            boolean keyed = Trunking.srtp(trunk.srtp(), phones).overMikey();
            all.put(trunk.peer(), new Recipient("trunks[" + i + "]", "trunk " + trunk.name(), trunk.certificate().orElse(null), "", keyed));
        }
        return new MikeyRecipients(all);
    }

    private static String address(String domain, String user) {
        try {
            return Domains.of(domain).addressOfRecord(user);
        } catch (SipSyntaxException none) {
            return "sip:" + user + "@" + domain; // the domain is refused by itself
        }
    }

    /** What is wrong with them. @param mikey ours; empty: there is none */
    void check(Optional<MikeyConfig> mikey, ValidationReport.Collector problems) {
        boolean wanted = mikey.filter(ours -> ours.mode() == MikeyMode.RSA).isPresent();
        problems.require(!wanted || all.values().stream().anyMatch(Recipient::keyed), "media.mikey.mode",
            "rsa is for who knows the certificate of the other side beforehand; it is taken from phones",
            "use rsa-r or dh for what is offered to them, or give users and trunks a certificate");
        for (Recipient peer : all.values()) {
            ValidationReport.Collector at = problems.at(peer.field());
            if (peer.file() == null) {
                at.require(!wanted || !peer.keyed(), NAME, "is missing: media.mikey.mode is rsa, by which keys are encrypted for it",
                    "name a PEM file with the certificate of " + peer.who() + ", or use mode: rsa-r");
            } else if (!wanted || !peer.keyed()) {
                at.add(NAME, "means nothing " + (wanted ? "to a trunk whose media gets no keys by MIKEY" : "where media.mikey.mode is not rsa"),
                    wanted ? "leave it out, or use srtp: required and media.mikey.use: alone" : "leave it out, or use mode: rsa");
            }
        }
        mikey.filter(ours -> wanted).ifPresent(ours -> files(ours, problems));
    }

    /** Whether the files of certificates can be read, and are theirs. */
    void files(MikeyConfig mikey, ValidationReport.Collector problems) {
        Optional<MikeyCertificates> own = ours(mikey);
        Instant now = Instant.now();
        for (Recipient peer : all.values()) {
            ValidationReport.Collector at = problems.at(peer.field());
            Path file = peer.file();
            List<X509Certificate> chain = file == null ? null : at.attempt(() -> PemFiles.certificates(NAME, file));
            if (chain != null) {
                check(chain, peer, own, now, at);
            }
        }
    }

    private static void check(
            List<X509Certificate> chain, Recipient peer, Optional<MikeyCertificates> own, Instant now, ValidationReport.Collector at) {
        X509Certificate first = chain.get(0);
        at.attempt(() -> {
            MikeyCertificates.requireRsa(NAME, first);
            return first;
        });
        boolean good = MikeyCertificates.isGood(first, now);
        at.require(good, NAME, now.isBefore(first.getNotBefore().toInstant()) ? "is not good before " + first.getNotBefore().toInstant()
            : "has expired at " + first.getNotAfter().toInstant(), "ask " + peer.who() + " for the new one");
        at.require(!good || own.isEmpty() || own.get().vouchFor(chain, now), NAME, "is not vouched for by one of media.mikey.authorities",
            "give one that they have issued, with those between behind it");
        at.require(peer.uri().isEmpty() || MikeyRules.names(first, peer.uri()), NAME,
            "does not name " + peer.uri() + " as a URI, so that it may be somebody else's", "make one with subjectAltName=URI:" + peer.uri());
    }

    /** Empty where there is something wrong with them, which is told of elsewhere. */
    private static Optional<MikeyCertificates> ours(MikeyConfig mikey) {
        boolean there = mikey.authorities() != null && Files.isReadable(mikey.authorities());
        Optional<MikeyCertificates> read = there ? ValidationReport.collect().attempt(mikey::certificates) : null;
        return read == null ? Optional.empty() : read;
    }

    /** Those that are named. */
    List<Path> files() {
        return all.values().stream().map(Recipient::file).filter(file -> file != null).toList();
    }

    /** Reads them, by the names that legs to them have. */
    Map<String, X509Certificate> read() {
        Map<String, X509Certificate> read = new LinkedHashMap<>();
        all.forEach((name, peer) -> {
            Path file = peer.file();
            if (file != null) {
                read.put(name, PemFiles.certificates(peer.field() + "." + NAME, file).get(0));
            }
        });
        return read;
    }
}
