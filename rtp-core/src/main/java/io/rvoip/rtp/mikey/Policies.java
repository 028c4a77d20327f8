package io.rvoip.rtp.mikey;

import io.rvoip.rtp.mikey.MikeyPayload.SecurityPolicy;
import io.rvoip.rtp.mikey.MikeyPayload.SecurityPolicy.Parameter;
import io.rvoip.rtp.srtp.SrtpSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Between suites and the security policies of SRTP (RFC 3830 section 6.10.1, RFC 7714 sections 14.3 and 15). */
final class Policies {
    private static final int SRTP = 0;
    private static final int CIPHER = 0;
    private static final int KEY_LENGTH = 1;
    private static final int MAC = 2;
    private static final int MAC_KEY_LENGTH = 3;
    private static final int SALT_LENGTH = 4;
    private static final int PRF = 5;
    private static final int DERIVATION_RATE = 6;
    private static final int RTP_ENCRYPTED = 7;
    private static final int RTCP_ENCRYPTED = 8;
    private static final int FEC_ORDER = 9;
    private static final int AUTHENTICATED = 10;
    private static final int TAG_LENGTH = 11;
    private static final int PREFIX = 12;
    private static final int AEAD_TAG_LENGTH = 20;
    private static final int COUNTER_MODE = 1;
    private static final int GCM = 6;
    private static final int HMAC_SHA_1 = 1;
    private static final int HMAC_KEY = 20;

    private Policies() {}

    static SecurityPolicy write(int number, SrtpSuite suite) {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(parameter(CIPHER, suite.aead() ? GCM : COUNTER_MODE));
        parameters.add(parameter(KEY_LENGTH, suite.keyBytes()));
        if (suite.aead()) {
            parameters.add(parameter(AEAD_TAG_LENGTH, suite.rtpTagBytes()));
        } else {
            parameters.add(parameter(MAC, HMAC_SHA_1));
            parameters.add(parameter(MAC_KEY_LENGTH, HMAC_KEY));
            parameters.add(parameter(AUTHENTICATED, 1));
            parameters.add(parameter(TAG_LENGTH, suite.rtpTagBytes()));
        }
        parameters.add(parameter(SALT_LENGTH, suite.saltBytes()));
        parameters.add(parameter(PRF, 0));
        parameters.add(parameter(DERIVATION_RATE, 0));
        parameters.add(parameter(RTP_ENCRYPTED, 1));
        parameters.add(parameter(RTCP_ENCRYPTED, 1));
        return new SecurityPolicy(number, SRTP, parameters);
    }

    private static Parameter parameter(int type, int value) {
        return new Parameter(type, Octets.of(new byte[] {(byte) value}));
    }

    /** What the policy of that number means; of a message without policies the defaults of SRTP. */
    static SrtpSuite read(List<SecurityPolicy> all, int number) throws MikeyRefusal {
        if (all.isEmpty()) {
            return SrtpSuite.AES_CM_128_HMAC_SHA1_80;
        }
        List<SecurityPolicy> named = all.stream().filter(policy -> policy.number() == number).toList();
        if (named.size() != 1) {
            throw new MikeyRefusal(MikeyError.POLICY, named.size() + " policies of number " + number + " (expected: 1)");
        }
        return read(named.get(0));
    }

    static SrtpSuite read(SecurityPolicy policy) throws MikeyRefusal {
        if (policy.protocol() != SRTP) {
            throw new MikeyRefusal(MikeyError.POLICY_TYPE, "a policy for protocol " + policy.protocol() + " (expected: SRTP)");
        }
        for (Parameter one : policy.parameters()) {
            if (one.type() > PREFIX && one.type() != AEAD_TAG_LENGTH) {
                throw new MikeyRefusal(MikeyError.POLICY, "SRTP parameter " + one.type() + " is unknown");
            }
        }
        int cipher = value(policy, CIPHER, COUNTER_MODE);
        boolean aead = cipher == GCM;
        demand(aead || cipher == COUNTER_MODE, "SRTP cipher " + cipher + " is not supported");
        demand(value(policy, PRF, 0) == 0, "SRTP PRF is not AES-CM");
        demand(value(policy, DERIVATION_RATE, 0) == 0, "key derivation rate is not 0");
        demand(value(policy, RTP_ENCRYPTED, 1) == 1 && value(policy, RTCP_ENCRYPTED, 1) == 1, "RTP or RTCP in clear");
        demand(value(policy, FEC_ORDER, 0) == 0, "FEC order is not FEC-SRTP");
        demand(value(policy, PREFIX, 0) == 0, "SRTP prefix length is not 0");
        demand(aead || value(policy, AUTHENTICATED, 1) == 1 && value(policy, MAC, HMAC_SHA_1) == HMAC_SHA_1
                && value(policy, MAC_KEY_LENGTH, HMAC_KEY) == HMAC_KEY, "SRTP without HMAC-SHA-1");
        int key = value(policy, KEY_LENGTH, 16);
        int tag = aead ? value(policy, AEAD_TAG_LENGTH, 16) : value(policy, TAG_LENGTH, 10);
        Optional<SrtpSuite> suite = Stream.of(SrtpSuite.values()).filter(one -> one.aead() == aead
                && one.keyBytes() == key && one.rtpTagBytes() == tag).findFirst();
        demand(suite.isPresent(), "no SRTP suite with keys of " + key + " and tags of " + tag + " octets");
        int salt = suite.orElseThrow().saltBytes();
        demand(value(policy, SALT_LENGTH, salt) == salt, "SRTP salt is not of " + salt + " octets");
        return suite.orElseThrow();
    }

    /** The last one said; lengths of more than an octet are allowed, and none of their values makes sense. */
    private static int value(SecurityPolicy policy, int type, int usual) throws MikeyRefusal {
        int value = usual;
        for (Parameter one : policy.parameters()) {
            if (one.type() == type) {
                byte[] octets = one.value().toArray();
                demand(octets.length >= 1 && octets.length <= 3, "SRTP parameter " + type + " of " + octets.length + " octets");
                value = 0;
                for (byte octet : octets) {
                    value = value << 8 | octet & 0xFF;
                }
            }
        }
        return value;
    }

    private static void demand(boolean met, String otherwise) throws MikeyRefusal {
        if (!met) {
            throw new MikeyRefusal(MikeyError.POLICY, otherwise);
        }
    }
}
