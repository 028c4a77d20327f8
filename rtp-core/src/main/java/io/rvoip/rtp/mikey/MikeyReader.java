package io.rvoip.rtp.mikey;

import io.rvoip.common.Secret;
import io.rvoip.rtp.mikey.MikeyPayload.SecurityPolicy.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads messages and the insides of KEMAC; the first thing that is wrong ends it. */
final class MikeyReader {
    static final int COUNTER = 2;
    static final int MAC_TAG = 20;

    /** Two chains of certificates and to spare; descriptions are no longer. */
    static final int LONGEST = 16 * 1024;

    private static final int MOST_PAYLOADS = 48;
    private static final int HEADER = 10;
    private static final int SESSION = 9;
    private static final int[] HASH_LENGTHS = {20, 16};
    private static final int[] DH_LENGTHS = {192, 96, 128};

    /** Those whose double would leave open which of them counts. */
    private static final Set<Integer> ONCE = Set.of(PayloadType.KEMAC, PayloadType.ENVELOPE, PayloadType.TIMESTAMP,
            PayloadType.CERTIFICATE_HASH, PayloadType.VERIFICATION, PayloadType.RAND);

    private final byte[] octets;
    private int at;
    private @Nullable MikeyProblem problem;

    private MikeyReader(byte[] octets) {
        this.octets = octets;
    }

    static MikeyMessage.Result read(byte[] octets) {
        MikeyReader reader = new MikeyReader(octets);
        if (octets.length > LONGEST) {
            reader.wrong(MikeyError.UNREADABLE, octets.length + " octets (expected: at most " + LONGEST + ")");
        }
        int first = octets.length > 2 ? octets[2] & 0xFF : PayloadType.LAST;
        MikeyHeader header = reader.header();
        List<MikeyPayload> payloads = header == null ? List.of() : reader.chain(first);
        MikeyProblem wrong = reader.problem;
        return header == null || wrong != null
                ? new MikeyMessage.Result.Unreadable(wrong == null ? reader.unknown() : wrong)
                : new MikeyMessage.Result.Read(new MikeyMessage(header, payloads, Octets.of(octets)));
    }

    /**
     * The inside of a KEMAC, in clear.
     *
     * @return null for what is none
     */
    static @Nullable List<MikeyPayload> inside(byte[] octets, int first) {
        MikeyReader reader = new MikeyReader(octets);
        List<MikeyPayload> payloads = octets.length == 0 ? List.of() : reader.chain(first);
        return reader.problem == null ? payloads : null;
    }

    static boolean isSalted(int keyType) {
        return keyType == 1 || keyType == 3;
    }

    private @Nullable MikeyHeader header() {
        if (problem != null || !has(HEADER)) {
            return null;
        }
        if (octets[0] != MikeyWriter.VERSION) {
            return nothing(wrong(MikeyError.UNREADABLE, "version " + (octets[0] & 0xFF) + " (expected: 1)"));
        }
        at = 1;
        int number = number(1);
        MessageType type = MessageType.numbered(number).orElse(null);
        if (type == null) {
            return nothing(wrong(MikeyError.DATA_TYPE, "data type " + number + " is not supported"));
        }
        at = 3;
        int flags = number(1);
        int bundle = number(4);
        int count = number(1);
        int map = number(1);
        if (map != 0) {
            return nothing(wrong(MikeyError.UNREADABLE, "CS ID map type " + map + " (expected: SRTP-ID)"));
        }
        if (!has(count * SESSION)) {
            return null;
        }
        List<CryptoSession> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(new CryptoSession(number(1), number(4), number(4)));
        }
        return new MikeyHeader(type, (flags & 0x80) != 0, flags & 0x7F, bundle, sessions);
    }

    private static @Nullable MikeyHeader nothing(boolean wrong) {
        return null;
    }

    /** Each payload takes octets, so that no chain goes on for ever; what follows the last one is too much. */
    private List<MikeyPayload> chain(int first) {
        List<MikeyPayload> payloads = new ArrayList<>();
        Set<Integer> seen = new TreeSet<>();
        int type = first;
        while (type != PayloadType.LAST && problem == null) {
            if (payloads.size() == MOST_PAYLOADS) {
                wrong(MikeyError.UNREADABLE, "more than " + MOST_PAYLOADS + " payloads");
            } else if (!seen.add(type) && ONCE.contains(type)) {
                wrong(MikeyError.UNREADABLE, "payload " + type + " twice");
            } else {
                int next = type == PayloadType.SIGN ? PayloadType.LAST : number(1);
                MikeyPayload payload = problem == null ? payload(type) : null;
                if (payload != null) {
                    payloads.add(payload);
                }
                type = next;
            }
        }
        if (problem == null && at < octets.length) {
            wrong(MikeyError.UNREADABLE, (octets.length - at) + " octets after the last payload");
        }
        return payloads;
    }

    private @Nullable MikeyPayload payload(int type) {
        return switch (type) {
            case PayloadType.KEMAC -> kemac();
            case PayloadType.ENVELOPE -> envelope();
            case PayloadType.DH -> dh();
            case PayloadType.SIGN -> signature();
            case PayloadType.TIMESTAMP -> timestamp();
            case PayloadType.IDENTITY -> new MikeyPayload.Identity(number(1), octets(number(2)));
            case PayloadType.CERTIFICATE -> new MikeyPayload.CertificateData(number(1), octets(number(2)));
            case PayloadType.CERTIFICATE_HASH -> certificateHash();
            case PayloadType.VERIFICATION -> verification();
            case PayloadType.POLICY -> policy();
            case PayloadType.RAND -> new MikeyPayload.Rand(octets(number(1)));
            case PayloadType.FAILURE -> failure();
            case PayloadType.KEY_DATA -> keyData();
            case PayloadType.EXTENSION -> new MikeyPayload.Extension(number(1), octets(number(2)));
            default -> {
                wrong(MikeyError.UNREADABLE, "payload " + type + " is unknown, and so is its length");
                yield null;
            }
        };
    }

    private MikeyPayload kemac() {
        int encryption = number(1);
        Octets data = octets(number(2));
        int mac = number(1);
        return new MikeyPayload.Kemac(encryption, data, mac, octets(tagLength(mac)));
    }

    private int tagLength(int mac) {
        if (mac > 1) {
            wrong(MikeyError.MAC, "MAC algorithm " + mac + " is unknown");
        }
        return mac == 1 ? MAC_TAG : 0;
    }

    private MikeyPayload envelope() {
        int field = number(2);
        return new MikeyPayload.Envelope(field >>> 14, octets(field & 0x3FFF));
    }

    private @Nullable MikeyPayload dh() {
        int group = number(1);
        if (group >= DH_LENGTHS.length) {
            wrong(MikeyError.DH_GROUP, "DH group " + group + " is unknown");
            return null;
        }
        Octets value = octets(DH_LENGTHS[group]);
        if (validity(number(1) & 0xF).kind() != KeyValidity.Kind.ALWAYS) {
            wrong(MikeyError.UNREADABLE, "a DH key with limits is not supported");
        }
        return new MikeyPayload.DhValue(group, value);
    }

    private MikeyPayload signature() {
        int field = number(2);
        return new MikeyPayload.Signed(field >>> 12, octets(field & 0xFFF));
    }

    private @Nullable MikeyPayload timestamp() {
        int type = number(1);
        if (type > COUNTER) {
            wrong(MikeyError.TIMESTAMP, "timestamp type " + type + " is unknown");
            return null;
        }
        long high = number(4) & 0xFFFF_FFFFL;
        return new MikeyPayload.Timestamp(type, type == COUNTER ? high : high << 32 | number(4) & 0xFFFF_FFFFL);
    }

    private @Nullable MikeyPayload certificateHash() {
        int function = number(1);
        if (function >= HASH_LENGTHS.length) {
            wrong(MikeyError.HASH, "hash function " + function + " is unknown");
            return null;
        }
        return new MikeyPayload.CertificateHash(function, octets(HASH_LENGTHS[function]));
    }

    private MikeyPayload verification() {
        int mac = number(1);
        return new MikeyPayload.Verification(mac, octets(tagLength(mac)));
    }

    private MikeyPayload policy() {
        int number = number(1);
        int protocol = number(1);
        int length = number(2);
        List<Parameter> parameters = new ArrayList<>();
        int end = at + length;
        while (problem == null && at < end) {
            parameters.add(new Parameter(number(1), octets(number(1))));
        }
        if (problem == null && at != end) {
            wrong(MikeyError.UNREADABLE, "a policy parameter goes beyond its policy");
        }
        return new MikeyPayload.SecurityPolicy(number, protocol, parameters);
    }

    private MikeyPayload failure() {
        int number = number(1);
        number(2);
        return new MikeyPayload.Failure(number);
    }

    private MikeyPayload keyData() {
        int field = number(1);
        int type = field >>> 4;
        if (type > 3) {
            wrong(MikeyError.UNREADABLE, "key type " + type + " is unknown");
        }
        Secret key = secret(number(2));
        Secret salt = secret(isSalted(type) ? number(2) : 0);
        return new MikeyPayload.KeyData(type, key, salt, validity(field & 0xF));
    }

    private KeyValidity validity(int number) {
        if (number >= KeyValidity.Kind.values().length) {
            wrong(MikeyError.UNREADABLE, "key validity " + number + " is unknown");
            return KeyValidity.ALWAYS;
        }
        KeyValidity.Kind kind = KeyValidity.Kind.values()[number];
        Octets first = kind == KeyValidity.Kind.ALWAYS ? Octets.NONE : octets(number(1));
        Octets last = kind == KeyValidity.Kind.INTERVAL ? octets(number(1)) : Octets.NONE;
        return new KeyValidity(kind, first, last);
    }

    /** Big-endian; 0 where there is nothing more to read. */
    private int number(int length) {
        int value = 0;
        if (has(length)) {
            for (int i = 0; i < length; i++) {
                value = value << 8 | octets[at++] & 0xFF;
            }
        }
        return value;
    }

    private Octets octets(int length) {
        if (!has(length)) {
            return Octets.NONE;
        }
        at += length;
        return Octets.of(Arrays.copyOfRange(octets, at - length, at));
    }

    private Secret secret(int length) {
        if (!has(length)) {
            return Secret.of(new byte[0]);
        }
        byte[] part = Arrays.copyOfRange(octets, at, at + length);
        at += length;
        Secret secret = Secret.of(part);
        Arrays.fill(part, (byte) 0);
        return secret;
    }

    private boolean has(int length) {
        return problem == null
                && (length <= octets.length - at || !wrong(MikeyError.UNREADABLE, "ends in the middle of a field"));
    }

    /** Remembers the first problem; true always. */
    private boolean wrong(MikeyError error, String text) {
        if (problem == null) {
            problem = new MikeyProblem(error, Math.min(at, octets.length), text);
        }
        return true;
    }

    private MikeyProblem unknown() {
        return MikeyProblem.of(MikeyError.UNREADABLE, "no MIKEY message");
    }
}
