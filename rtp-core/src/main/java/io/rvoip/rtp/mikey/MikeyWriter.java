package io.rvoip.rtp.mikey;

import io.rvoip.rtp.mikey.MikeyPayload.CertificateData;
import io.rvoip.rtp.mikey.MikeyPayload.CertificateHash;
import io.rvoip.rtp.mikey.MikeyPayload.DhValue;
import io.rvoip.rtp.mikey.MikeyPayload.Envelope;
import io.rvoip.rtp.mikey.MikeyPayload.Extension;
import io.rvoip.rtp.mikey.MikeyPayload.Failure;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import io.rvoip.rtp.mikey.MikeyPayload.Kemac;
import io.rvoip.rtp.mikey.MikeyPayload.KeyData;
import io.rvoip.rtp.mikey.MikeyPayload.Rand;
import io.rvoip.rtp.mikey.MikeyPayload.SecurityPolicy;
import io.rvoip.rtp.mikey.MikeyPayload.Signed;
import io.rvoip.rtp.mikey.MikeyPayload.Timestamp;
import io.rvoip.rtp.mikey.MikeyPayload.Verification;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** Writes messages and the insides of KEMAC. What does not fit its length field is a mistake of ours and throws. */
final class MikeyWriter {
    static final int VERSION = 1;
    private static final int SRTP_MAP = 0;
    private static final int SHORT = 16;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] write(MikeyHeader header, List<MikeyPayload> payloads) {
        MikeyWriter writer = new MikeyWriter();
        writer.number(VERSION, 8);
        writer.number(header.type().number(), 8);
        writer.number(payloads.isEmpty() ? PayloadType.LAST : type(payloads.get(0)), 8);
        writer.number((header.verify() ? 0x80 : 0) | header.prf(), 8);
        writer.number(header.bundle() & 0xFFFF_FFFFL, 32);
        writer.number(header.sessions().size(), 8);
        writer.number(SRTP_MAP, 8);
        for (CryptoSession session : header.sessions()) {
            writer.number(session.policy(), 8);
            writer.number(session.ssrc() & 0xFFFF_FFFFL, 32);
            writer.number(session.rolloverCounter() & 0xFFFF_FFFFL, 32);
        }
        writer.chain(payloads);
        return writer.out.toByteArray();
    }

    /** The inside of a KEMAC, in clear; the caller's to wipe. */
    static byte[] inside(List<MikeyPayload> payloads) {
        MikeyWriter writer = new MikeyWriter();
        writer.chain(payloads);
        return writer.out.toByteArray();
    }

    /** What the MAC of a KEMAC covers where it does not cover the whole message (section 6.2). */
    static byte[] covered(Kemac kemac) {
        MikeyWriter writer = new MikeyWriter();
        writer.number(PayloadType.LAST, 8);
        writer.kemac(kemac);
        byte[] whole = writer.out.toByteArray();
        return Arrays.copyOf(whole, whole.length - kemac.tag().length());
    }

    private void chain(List<MikeyPayload> payloads) {
        for (int i = 0; i < payloads.size(); i++) {
            MikeyPayload payload = payloads.get(i);
            if (!(payload instanceof Signed)) {
                number(i + 1 < payloads.size() ? type(payloads.get(i + 1)) : PayloadType.LAST, 8);
            }
            body(payload);
        }
    }

    static int type(MikeyPayload payload) {
        if (payload instanceof Kemac) {
            return PayloadType.KEMAC;
        } else if (payload instanceof Envelope) {
            return PayloadType.ENVELOPE;
        } else if (payload instanceof DhValue) {
            return PayloadType.DH;
        } else if (payload instanceof Signed) {
            return PayloadType.SIGN;
        } else if (payload instanceof Timestamp) {
            return PayloadType.TIMESTAMP;
        } else if (payload instanceof Identity) {
            return PayloadType.IDENTITY;
        } else if (payload instanceof CertificateData) {
            return PayloadType.CERTIFICATE;
        } else if (payload instanceof CertificateHash) {
            return PayloadType.CERTIFICATE_HASH;
        } else if (payload instanceof Verification) {
            return PayloadType.VERIFICATION;
        } else if (payload instanceof SecurityPolicy) {
            return PayloadType.POLICY;
        } else if (payload instanceof Rand) {
            return PayloadType.RAND;
        } else if (payload instanceof Failure) {
            return PayloadType.FAILURE;
        }
        return payload instanceof KeyData ? PayloadType.KEY_DATA : PayloadType.EXTENSION;
    }

    private void body(MikeyPayload payload) {
        if (payload instanceof Kemac kemac) {
            kemac(kemac);
        } else if (payload instanceof Envelope envelope) {
            number((long) envelope.cache() << 14 | fits(envelope.data().length(), 14), 16);
            octets(envelope.data());
        } else if (payload instanceof DhValue dh) {
            number(dh.group(), 8);
            octets(dh.value());
            number(0, 8);
        } else if (payload instanceof Signed signed) {
            number((long) signed.algorithm() << 12 | fits(signed.signature().length(), 12), 16);
            octets(signed.signature());
        } else if (payload instanceof Timestamp time) {
            number(time.type(), 8);
            number(time.value(), time.type() == MikeyReader.COUNTER ? 32 : 64);
        } else if (payload instanceof Identity id) {
            typed(id.type(), id.name());
        } else if (payload instanceof CertificateData certificate) {
            typed(certificate.type(), certificate.data());
        } else if (payload instanceof CertificateHash hash) {
            number(hash.function(), 8);
            octets(hash.hash());
        } else if (payload instanceof Verification verification) {
            number(verification.mac(), 8);
            octets(verification.tag());
        } else if (payload instanceof Extension extension) {
            typed(extension.type(), extension.data());
        } else {
            smaller(payload);
        }
    }

    private void smaller(MikeyPayload payload) {
        if (payload instanceof SecurityPolicy policy) {
            policy(policy);
        } else if (payload instanceof Rand rand) {
            number(fits(rand.value().length(), 8), 8);
            octets(rand.value());
        } else if (payload instanceof Failure failure) {
            number(failure.number(), 8);
            number(0, SHORT);
        } else if (payload instanceof KeyData key) {
            keyData(key);
        }
    }

    private void kemac(Kemac kemac) {
        number(kemac.encryption(), 8);
        number(fits(kemac.data().length(), SHORT), SHORT);
        octets(kemac.data());
        number(kemac.mac(), 8);
        octets(kemac.tag());
    }

    private void policy(SecurityPolicy policy) {
        number(policy.number(), 8);
        number(policy.protocol(), 8);
        number(fits(policy.parameters().stream().mapToInt(one -> 2 + one.value().length()).sum(), SHORT), SHORT);
        policy.parameters().forEach(one -> {
            number(one.type(), 8);
            number(fits(one.value().length(), 8), 8);
            octets(one.value());
        });
    }

    private void keyData(KeyData key) {
        number(key.type() << 4 | key.validity().kind().ordinal(), 8);
        number(fits(key.key().length(), SHORT), SHORT);
        key.key().with(octets -> written(octets));
        if (MikeyReader.isSalted(key.type())) {
            number(fits(key.salt().length(), SHORT), SHORT);
            key.salt().with(octets -> written(octets));
        }
        if (key.validity().kind() != KeyValidity.Kind.ALWAYS) {
            number(fits(key.validity().first().length(), 8), 8);
            octets(key.validity().first());
        }
        if (key.validity().kind() == KeyValidity.Kind.INTERVAL) {
            number(fits(key.validity().last().length(), 8), 8);
            octets(key.validity().last());
        }
    }

    private boolean written(byte[] octets) {
        out.writeBytes(octets);
        return true;
    }

    private void typed(int type, Octets data) {
        number(type, 8);
        number(fits(data.length(), SHORT), SHORT);
        octets(data);
    }

    private void octets(Octets octets) {
        out.writeBytes(octets.toArray());
    }

    private void number(long value, int bits) {
        for (int shift = bits - 8; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    private static int fits(int length, int bits) {
        if (length >= 1 << bits) {
            throw new IllegalArgumentException("length: " + length + " octets (expected: fewer than 2^" + bits + ")");
        }
        return length;
    }
}
