package io.rvoip.rtp.zrtp;

import io.rvoip.common.Secret;
import io.rvoip.rtp.srtp.SrtpKeys;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages and the arithmetic of one stream's exchange, for either role; when what may come is {@link ZrtpStream}'s
 * to say.
 */
final class Handshake {
    private static final long FOR_EVER = 0xFFFF_FFFFL;
    private static final int SECRET_BYTES = 32;
    private static final int IV_BYTES = 16;
    private static final int ID_BYTES = 8;
    private static final String INITIATOR = "Initiator";
    private static final String RESPONDER = "Responder";

    private final ZrtpSession session;
    private final ZrtpMath math;
    private final HashChain chain;
    private final Hello hello;

    private boolean initiator;
    private @Nullable KeyExchange pair;
    private @Nullable Commit commit;
    private @Nullable Hello peer;
    private @Nullable DhPart own;
    private @Nullable DhPart theirs;
    private @Nullable Confirm confirm;
    private @Nullable ZrtpKeys keys;
    private @Nullable RetainedSecrets remembered;
    private @Nullable Secret retained;
    private @Nullable Secret sessionKey;
    private int sas;
    private boolean mismatch;

    Handshake(ZrtpSession session, HashChain chain, Hello hello) {
        this.session = session;
        this.math = session.math;
        this.chain = chain;
        this.hello = hello;
    }

    // ---- the initiator ----

    byte[] commit(Hello with, ZrtpAlgorithms.Choice choice, KeyExchange prepared) {
        begin(with, true);
        pair = prepared;
        DhPart part = DhPart.write(math, DhPart.SECOND, chain, ids(choice.hash(), INITIATOR), prepared.publicValue());
        own = part;
        byte[] hvi = Arrays.copyOf(math.hash(choice.hash(), part.octets(), with.octets()), Commit.HVI_BYTES);
        commit = Commit.write(math, chain, session.zid, choice, hvi);
        return commit.octets();
    }

    byte[] commitFurther(Hello with) {
        begin(with, true);
        byte[] nonce = new byte[Commit.NONCE_BYTES];
        session.random.nextBytes(nonce);
        session.isFresh(nonce);
        commit = Commit.write(math, chain, session.zid, session.firstChoice().multistream(), nonce);
        return commit.octets();
    }

    byte[] part2(DhPart part1) {
        theirs = part1;
        return Objects.requireNonNull(own).octets();
    }

    void deriveFurther(Hello with) {
        further(with, with);
    }

    Commit ours() {
        return Objects.requireNonNull(commit);
    }

    // ---- the responder ----

    void prepared(KeyExchange ready) {
        pair = ready;
    }

    /** A pair of that kind that was made before; null when there is none. */
    @Nullable KeyExchange pair(KeyAgreement kind) {
        return pair != null && pair.kind() == kind ? pair : null;
    }

    byte[] respond(Hello with, Commit to, KeyExchange ready) {
        begin(with, false);
        commit = to;
        pair = ready;
        own = DhPart.write(math, DhPart.FIRST, chain, ids(to.choice().hash(), RESPONDER), ready.publicValue());
        return own.octets();
    }

    byte[] respondFurther(Hello with, Commit to) {
        begin(with, false);
        commit = to;
        further(with, hello);
        return confirm(Confirm.FIRST);
    }

    Commit theirs() {
        return Objects.requireNonNull(commit);
    }

    /** Whether a DHPart2 is the one committed to, and the commit the one that was sent. */
    boolean keepsItsCommitment(DhPart part2) {
        Commit made = theirs();
        byte[] hvi = Arrays.copyOf(math.hash(made.choice().hash(), part2.octets(), hello.octets()), Commit.HVI_BYTES);
        return Arrays.equals(hvi, made.commitment()) && Sealed.isSound(math, made.octets(), part2.h1());
    }

    // ---- both ----

    private void begin(Hello with, boolean asInitiator) {
        initiator = asInitiator;
        peer = with;
        remembered = session.cache.find(with.zid()).orElse(null);
    }

    ZrtpAlgorithms.Choice choice() {
        return Objects.requireNonNull(commit).choice();
    }

    /** Whether there are public values, as there are not for a further stream. */
    boolean exchanges() {
        return commit != null && commit.choice().agreement() != KeyAgreement.MULT;
    }

    KeyExchange pair() {
        return Objects.requireNonNull(pair);
    }

    /** Hashes of what we remember, or of nothing anybody knows (section 4.3.1). */
    private byte[][] ids(Hash hash, String role) {
        return new byte[][] {id(hash, role, 1), id(hash, role, 2), unknown(), unknown()};
    }

    private byte[] id(Hash hash, String role, int which) {
        Optional<Secret> secret = secret(which);
        return secret.isEmpty() ? unknown()
                : secret.get().with(octets -> math.shortMac(hash, octets, ZrtpMath.ascii(role)));
    }

    private Optional<Secret> secret(int which) {
        return remembered == null ? Optional.empty() : which == 1 ? Optional.of(remembered.rs1()) : remembered.rs2();
    }

    private byte[] unknown() {
        byte[] id = new byte[ID_BYTES];
        session.random.nextBytes(id);
        return id;
    }

    /** Section 4.4.1.4. Wipes {@code secret}. */
    void agreed(DhPart part, byte[] secret) {
        theirs = part;
        Hash hash = choice().hash();
        byte[] part1 = initiator ? part.octets() : Objects.requireNonNull(own).octets();
        byte[] part2 = initiator ? Objects.requireNonNull(own).octets() : part.octets();
        byte[] total = math.hash(hash, responderHello().octets(), theirs().octets(), part1, part2);
        byte[] context = context(total);
        byte[] s1 = common(part, hash);
        mismatch = remembered != null && s1.length == 0;
        byte[] s0 = math.hash(hash, number(1), secret, ZrtpMath.ascii("ZRTP-HMAC-KDF"), context, number(s1.length), s1,
                number(0), number(0));
        keys = ZrtpKeys.derive(math, choice(), s0, context);
        sessionKey = Secret.of(math.derive(hash, s0, "ZRTP Session Key", context, hash.bytes()));
        sas = ByteBuffer.wrap(math.derive(hash, s0, "SAS", context, SECRET_BYTES)).getInt();
        retained = Secret.of(math.derive(hash, s0, "retained secret", context, SECRET_BYTES));
        Arrays.fill(s0, (byte) 0);
        Arrays.fill(s1, (byte) 0);
        Arrays.fill(secret, (byte) 0);
    }

    /** The initiator's first secret that the responder has as well, else its second; none: empty (section 4.3). */
    private byte[] common(DhPart part, Hash hash) {
        String role = initiator ? RESPONDER : INITIATOR;
        byte[][] mine = {id(hash, role, 1), id(hash, role, 2)};
        for (int first = 0; first < 2; first++) {
            for (int second = 0; second < 2; second++) {
                int ours = initiator ? first : second;
                int other = initiator ? second : first;
                if (Arrays.equals(mine[ours], part.ids()[other])) {
                    return secret(ours + 1).orElseThrow().bytes();
                }
            }
        }
        return new byte[0];
    }

    /** Section 4.4.3.2. */
    private void further(Hello with, Hello ofResponder) {
        Commit made = theirs();
        Hash hash = made.choice().hash();
        byte[] context = context(math.hash(hash, ofResponder.octets(), made.octets()));
        byte[] s0 = session.sessionKey().orElseThrow()
                .with(key -> math.derive(hash, key, "ZRTP MSK", context, hash.bytes()));
        keys = ZrtpKeys.derive(math, made.choice(), s0, context);
        Arrays.fill(s0, (byte) 0);
    }

    private Hello responderHello() {
        return initiator ? Objects.requireNonNull(peer) : hello;
    }

    private byte[] context(byte[] total) {
        byte[] own = session.zid.octets();
        byte[] far = Objects.requireNonNull(peer).zid().octets();
        return ByteBuffer.allocate(2 * Zid.BYTES + total.length).put(initiator ? own : far).put(initiator ? far : own)
                .put(total).array();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    byte[] confirm(String type) {
        byte[] iv = new byte[IV_BYTES];
        session.random.nextBytes(iv);
        Confirm ours = new Confirm(chain.image(0), remembered != null && remembered.verified() && !mismatch, FOR_EVER);
        ZrtpKeys agreed = Objects.requireNonNull(keys);
        return ours.write(math, type, choice().hash(), initiator ? agreed.initiator() : agreed.responder(), iv);
    }

    /** Whether the far end's Confirm fits the keys, and its H0 all that it sent before. */
    boolean confirmed(byte[] message, @Nullable Hello with) {
        ZrtpKeys agreed = Objects.requireNonNull(keys);
        Confirm read = Confirm.read(math, message, choice().hash(), initiator ? agreed.responder() : agreed.initiator());
        if (read == null || with == null) {
            return false;
        }
        byte[] h1 = math.sha256(read.h0());
        DhPart part = theirs;
        boolean chained = part != null
                ? Arrays.equals(h1, part.h1()) && Sealed.isSound(math, part.octets(), read.h0())
                : Arrays.equals(math.sha256(math.sha256(h1)), with.h3())
                        && (initiator || Sealed.isSound(math, theirs().octets(), h1));
        confirm = chained ? read : null;
        return chained;
    }

    SrtpKeys keys() {
        return Objects.requireNonNull(keys).srtp(initiator);
    }

    /** Remembers what is to be remembered, and tells what was agreed on. */
    ZrtpReport finish() {
        Hello with = Objects.requireNonNull(peer);
        Confirm said = Objects.requireNonNull(confirm);
        boolean verified = remembered != null && remembered.verified() && !mismatch && said.verified();
        Secret rs1 = retained;
        String text = "";
        if (rs1 != null) {
            text = Sas.render(choice().sasType(), sas);
            session.established(Objects.requireNonNull(sessionKey), choice(), with.zid());
            if (said.cacheSeconds() > 0) {
                Optional<Secret> before = mismatch ? Optional.empty() : secret(1);
                session.remember(with.zid(), new RetainedSecrets(rs1, before, verified), said.cacheSeconds(), mismatch);
            }
        }
        ZrtpReport report = new ZrtpReport(text, verified, mismatch, choice().suite(), choice().agreement().code(), with.zid());
        Objects.requireNonNull(keys).wipe();
        return report;
    }

    void wipe() {
        if (keys != null) {
            keys.wipe();
        }
        pair = null;
    }
}
