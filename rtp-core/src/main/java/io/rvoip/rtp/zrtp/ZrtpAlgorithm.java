package io.rvoip.rtp.zrtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What Hello messages list and Commit messages choose, each by four characters (RFC 6189 sections 5.1.2 to 5.1.6). */
public sealed interface ZrtpAlgorithm {
    /** Four ASCII characters. */
    String code();

    /** Hashes, for all but the hash chain. */
    enum Hash implements ZrtpAlgorithm {
        /** SHA-256; everybody has it. */
        S256("SHA-256", "HmacSHA256", 32),
        /** SHA-384; goes with P-384. */
        S384("SHA-384", "HmacSHA384", 48);

        private final String digest;
        private final String mac;
        private final int bytes;

        Hash(String digest, String mac, int bytes) {
            this.digest = digest;
            this.mac = mac;
            this.bytes = bytes;
        }

        String digest() {
            return digest;
        }

        String mac() {
            return mac;
        }

        int bytes() {
            return bytes;
        }

        @Override
        public String code() {
            return name();
        }
    }

    /** Ciphers of media and of Confirm messages. */
    enum Cipher implements ZrtpAlgorithm {
        /** AES-128; everybody has it. */
        AES1(16),
        /** AES-192. */
        AES2(24),
        /** AES-256. */
        AES3(32);

        private final int keyBytes;

        Cipher(int keyBytes) {
            this.keyBytes = keyBytes;
        }

        int keyBytes() {
            return keyBytes;
        }

        @Override
        public String code() {
            return name();
        }
    }

    /** Tags of media packets: HMAC-SHA1 of 32 or 80 bits; everybody has both. */
    enum AuthTag implements ZrtpAlgorithm {
        /** 80 bits. */
        HS80,
        /** 32 bits. */
        HS32;

        @Override
        public String code() {
            return name();
        }
    }

    /** Ways to a common secret, the fastest first (section 4.1.2). */
    enum KeyAgreement implements ZrtpAlgorithm {
        /** ECDH over P-256. */
        EC25("EC25", 64),
        /** Diffie-Hellman in the group of 3,072 bits of RFC 3526; everybody has it. */
        DH3K("DH3k", 384),
        /** ECDH over P-384, with SHA-384. */
        EC38("EC38", 96),
        /** Further streams of a session, from the keys of the first (section 4.4.3). */
        MULT("Mult", 0);

        private final String code;
        private final int publicBytes;

        KeyAgreement(String code, int publicBytes) {
            this.code = code;
            this.publicBytes = publicBytes;
        }

        int publicBytes() {
            return publicBytes;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** How people see the short authentication string. */
    enum SasType implements ZrtpAlgorithm {
        /** Four characters; everybody has it. */
        B32("B32 "),
        /** Two words. */
        B256("B256");

        private final String code;

        SasType(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** Of these, the one with that code. */
    static <T extends ZrtpAlgorithm> Optional<T> of(T[] all, String code) {
        return Stream.of(all).filter(one -> one.code().equals(code)).findFirst();
    }

    /** Those that are known, in order; the mandatory ones at the end unless they were listed (section 5.2). */
    static <T extends ZrtpAlgorithm> List<T> known(T[] all, List<String> codes, List<T> mandatory) {
        List<T> known = new ArrayList<>();
        codes.forEach(code -> of(all, code).filter(one -> !known.contains(one)).ifPresent(known::add));
        mandatory.stream().filter(one -> !known.contains(one)).forEach(known::add);
        return known;
    }
}
