package io.rvoip.cli;

import io.rvoip.common.SecurityProfile;
import io.rvoip.common.crypto.LocalAuthority;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.presets.RunningPbx;
import io.rvoip.presets.SmallOffice;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.transport.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The office of the demo, and what its phones have to know.
 *
 * @param pbx runs
 * @param profile it runs under
 * @param transport the phones speak
 * @param tls whom they believe
 * @param passwords by user
 */
record DemoOffice(RunningPbx pbx, SecurityProfile profile, TransportProtocol transport, TlsPolicy tls, Map<String, String> passwords)
        implements AutoCloseable {
    static final String DOMAIN = "rvoip.test";

    private static final String LOOPBACK = "127.0.0.1";

    /**
     * Encrypted, with an authority that is made for it, passwords made by chance, and an audit log; all of that is in a
     * temporary folder that only this user can read.
     */
    static DemoOffice standard() throws IOException {
        Path folder = Files.createTempDirectory("rvoip-demo");
        LocalAuthority authority = new LocalAuthority("RVOIP demo");
        LocalAuthority.Pair own = authority.issue(folder, "office", new LocalAuthority.Request(DOMAIN).dns(DOMAIN).ip(LOOPBACK));
        TlsPolicy phones = TlsPolicy.DEFAULT.withServerCa(authority.write(folder, "authority"));
        SmallOffice office = SmallOffice.forDomain(DOMAIN).withSecurityProfile(SecurityProfile.STANDARD)
            .withListen("tls://" + LOOPBACK + ":0").withTls(phones.withCertificate(own.certificate(), own.key()))
            .withAudit(folder.resolve("audit.jsonl"));
        Map<String, String> passwords = new LinkedHashMap<>();
        for (String user : new String[] {"alice", "bob"}) {
            passwords.put(user, new SecureIds().token());
            office.withUser(user, "ref:file:" + Files.writeString(folder.resolve(user + ".password"), passwords.get(user)));
        }
        return new DemoOffice(started(office), SecurityProfile.STANDARD, TransportProtocol.TLS, phones, passwords);
    }

    /** In the clear, so that any phone of this machine can join it without knowing our authority. */
    static DemoOffice open(int port) {
        Map<String, String> passwords = Map.of("alice", "pw-alice", "bob", "pw-bob");
        SmallOffice office = SmallOffice.forDomain(DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT)
            .withListen("udp://" + LOOPBACK + ":" + port).withListen("tcp://" + LOOPBACK + ":" + port);
        passwords.forEach(office::withUser);
        return new DemoOffice(started(office), SecurityProfile.DEVELOPMENT, TransportProtocol.UDP, TlsPolicy.DEFAULT, passwords);
    }

    private static RunningPbx started(SmallOffice office) {
        return office.start().toCompletableFuture().join();
    }

    @Override
    public void close() {
        pbx.close();
    }
}
