package io.rvoip.rtp.dtls;

import static io.rvoip.rtp.dtls.DtlsEnd.LEFT;
import static io.rvoip.rtp.dtls.DtlsEnd.RIGHT;
import static io.rvoip.rtp.dtls.DtlsEnd.SUITES;
import static io.rvoip.rtp.dtls.DtlsEnd.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.common.Metrics;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.transport.EventLoops;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of the library that is not ours and does what it should not: an alert, and no keys. */
@Timeout(60)
class HostileClientTest {
    private static final EventLoops LOOPS = EventLoops.nio("dtls-hostile", 1, Metrics.none());
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();
    private static final int[] GOOD = {SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM};

    private final JcaTlsCrypto crypto = new JcaTlsCryptoProvider().setProvider(BC).create(new SecureRandom());
    private final DtlsEnd server = new DtlsEnd(LOOPS.next(), RIGHT, DtlsSettings.DEFAULT);

    @AfterEach
    void close() {
        server.close();
    }

    @AfterAll
    static void closeLoops() {
        LOOPS.close();
    }

    /** What the client does; by itself all is well with it. */
    private class Client extends DefaultTlsClient {
        private final KeyPair key;
        private final byte[] certificate;

        Client(KeyPair key, byte[] certificate) {
            super(HostileClientTest.this.crypto);
            this.key = key;
            this.certificate = certificate;
        }

        int[] profiles() {
            return GOOD;
        }

        boolean proves() {
            return true;
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"})
        public Hashtable getClientExtensions() throws java.io.IOException {
            Hashtable extensions = TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
            if (profiles().length > 0) {
                TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(profiles(), TlsUtils.EMPTY_BYTES));
            }
            return extensions;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate presented) {
                    // whoever it is
                }

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) throws java.io.IOException {
                    if (!proves()) {
                        return null;
                    }
                    short signature = (short) (key.getPrivate().getAlgorithm().startsWith("EC") ? 3 : 1);
                    return new JcaDefaultTlsCredentialedSigner(new TlsCryptoParameters(context), HostileClientTest.this.crypto, key.getPrivate(),
                        new Certificate(new TlsCertificate[] {HostileClientTest.this.crypto.createCertificate(certificate)}),
                        SignatureAndHashAlgorithm.getInstance((short) 4, signature));
                }
            };
        }
    }

    private static KeyPair curve(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
        generator.initialize(new ECGenParameterSpec(name));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", BC);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    /** Signed by itself, as large as wanted. */
    private static byte[] certificate(KeyPair pair, int padding) throws Exception {
        boolean rsa = pair.getPrivate().getAlgorithm().equals("RSA");
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(rsa ? "1.2.840.113549.1.1.11" : "1.2.840.10045.4.3.2"));
        V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
        body.setSerialNumber(new ASN1Integer(BigInteger.ONE));
        body.setSignature(algorithm);
        body.setIssuer(new X500Name("CN=hostile"));
        body.setSubject(new X500Name("CN=hostile"));
        body.setStartDate(new Time(new Date(System.currentTimeMillis() - 86_400_000L)));
        body.setEndDate(new Time(new Date(System.currentTimeMillis() + 86_400_000L)));
        body.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        if (padding > 0) {
            body.setExtensions(new Extensions(new Extension(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.1"), false, new DEROctetString(new byte[padding]))));
        }
        TBSCertificate signed = body.generateTBSCertificate();
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA", BC);
        signature.initSign(pair.getPrivate());
        signature.update(signed.getEncoded());
        return new DERSequence(new ASN1Encodable[] {signed, algorithm, new DERBitString(signature.sign())}).getEncoded();
    }

    private static X509Certificate read(byte[] der) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** @return what the client is told in the end */
    private Throwable attack(Client client) {
        CertificateFingerprint own = CertificateFingerprint.of("sha-256", client.certificate, CryptoProvider.jdk());
        server.open(DtlsSetup.PASSIVE, SUITES, own, new DtlsSources(LEFT, false));
        DatagramPipe pipe = new DatagramPipe(1200, datagram -> server.receive(datagram, LEFT));
        server.elsewhere((datagram, to) -> {
            pipe.offer(datagram);
            return true;
        });
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        new Thread(() -> {
            try {
                new DTLSClientProtocol().connect(client, pipe).receive(new byte[2048], 0, 2048, 500);
                end.complete(null);
            } catch (Throwable refused) {
                end.complete(refused);
            }
        }).start();
        return soon(end);
    }

    private void assertRefused(Throwable told, String reason, short alert) {
        assertThat(soon(server.failure)).contains(reason);
        assertThat(server.keys).isNotDone();
        assertThat(told).isInstanceOfSatisfying(TlsFatalAlertReceived.class, received ->
            assertThat(received.getAlertDescription()).isEqualTo(alert));
    }

    @Test
    void isTakenWhileItDoesNothingWrong() throws Exception {
        KeyPair key = curve("secp256r1");
        attack(new Client(key, certificate(key, 0)));

        assertThat(soon(server.keys).keying()).isEqualTo("dtls");
    }

    @Test
    void withRsaOfUsualSize() throws Exception {
        KeyPair key = rsa(2048);
        attack(new Client(key, certificate(key, 0)));

        assertThat(soon(server.keys).keying()).isEqualTo("dtls");
    }

    @Test
    void withoutUseSrtp() throws Exception {
        KeyPair key = curve("secp256r1");
        Throwable told = attack(new Client(key, certificate(key, 0)) {
            @Override
            int[] profiles() {
                return new int[0];
            }
        });

        assertRefused(told, "no use_srtp in the ClientHello", AlertDescription.handshake_failure);
    }

    @Test
    void withTheProfileThatEncryptsNothing() throws Exception {
        KeyPair key = curve("secp256r1");
        Throwable told = attack(new Client(key, certificate(key, 0)) {
            @Override
            int[] profiles() {
                return new int[] {SRTPProtectionProfile.SRTP_NULL_HMAC_SHA1_80, 0x7777};
            }
        });

        assertRefused(told, "no SRTP profile in common", AlertDescription.handshake_failure);
    }

    @Test
    void withASuiteThatEncryptsNothing() throws Exception {
        KeyPair key = curve("secp256r1");
        Throwable told = attack(new Client(key, certificate(key, 0)) {
            @Override
            protected int[] getSupportedCipherSuites() {
                return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_NULL_SHA};
            }
        });

        assertThat(soon(server.failure)).isNotEmpty();
        assertThat(told).isInstanceOf(TlsFatalAlertReceived.class);
    }

    @Test
    void withoutCertificate() throws Exception {
        KeyPair key = curve("secp256r1");
        Throwable told = attack(new Client(key, certificate(key, 0)) {
            @Override
            boolean proves() {
                return false;
            }
        });

        assertRefused(told, "no certificate", AlertDescription.bad_certificate);
    }

    @Test
    void withAShortRsaKey() throws Exception {
        KeyPair key = rsa(1024);
        Throwable told = attack(new Client(key, certificate(key, 0)));

        assertRefused(told, "weak certificate: RSA with 1024 bits (expected: 2048 to 8192)", AlertDescription.insufficient_security);
    }

    @Test
    void withAShortCurve() throws Exception {
        KeyPair key = curve("secp192r1");
        Throwable told = attack(new Client(key, certificate(key, 0)));

        assertThat(soon(server.failure)).isNotEmpty();
        assertThat(server.keys).isNotDone();
        assertThat(told).isInstanceOf(TlsFatalAlertReceived.class);
    }

    @Test
    void withACertificateOf20Kilobytes() throws Exception {
        KeyPair key = curve("secp256r1");
        Throwable told = attack(new Client(key, certificate(key, 20_000)));

        assertThat(soon(server.failure)).isNotEmpty();
        assertThat(server.keys).isNotDone();
        assertThat(told).isInstanceOf(TlsFatalAlertReceived.class);
    }

    @Test
    void whomAConfiguredAuthorityDoesNotVouchFor() throws Exception {
        KeyPair authority = curve("secp256r1");
        KeyPair key = curve("secp256r1");
        byte[] own = certificate(key, 0);
        PeerCertificate judge = new PeerCertificate(List.of(CertificateFingerprint.of("sha-256", own, CryptoProvider.jdk())),
            List.of(read(certificate(authority, 0))), null, CryptoProvider.jdk());
        Certificate presented = new Certificate(new TlsCertificate[] {crypto.createCertificate(own)});

        assertThatThrownBy(() -> judge.check(presented)).hasMessageContaining("nobody we trust vouches for the certificate");
    }

    @Test
    void ofOursIsRefusedBeforeItMeetsAnybody() throws Exception {
        KeyPair key = rsa(1024);
        List<X509Certificate> chain = List.of(read(certificate(key, 0)));

        assertThatThrownBy(() -> DtlsCertificate.of(chain, key.getPrivate(), CryptoProvider.jdk()))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("RSA with 1024 bits");
        assertThatThrownBy(() -> DtlsCertificate.of(List.of(), key.getPrivate(), CryptoProvider.jdk()))
            .hasMessageContaining("certificate: none");
    }
}
