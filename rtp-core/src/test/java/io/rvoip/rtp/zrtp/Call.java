package io.rvoip.rtp.zrtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.rtp.srtp.SrtpMasterKey;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.AuthTag;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Cipher;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.Hash;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.KeyAgreement;
import io.rvoip.rtp.zrtp.ZrtpAlgorithm.SasType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Two lines and the path between them, in virtual time. */
final class Call {
    static final long MS = 1_000_000;
    /** The agreement that costs least. */
    static final ZrtpAlgorithms QUICK = only(KeyAgreement.EC25, SasType.B32);

    final Party a;
    final Party b;
    final Party.Line here;
    final Party.Line there;
    /** What gets lost: by its type and by who sent it. */
    BiPredicate<String, Party.Line> lost = (type, from) -> false;

    Call(Party a, Party b) {
        this(a, b, a.line(11), b.line(22));
    }

    private Call(Party a, Party b, Party.Line here, Party.Line there) {
        this.a = a;
        this.b = b;
        this.here = here;
        this.there = there;
    }

    /** Another stream of the same two, which near has for a further one at least. */
    static Call further(Party a, Party b, boolean far) {
        return new Call(a, b, a.further(33), far ? b.further(44) : b.line(44));
    }

    Call start() {
        here.stream.start(a.now);
        there.stream.start(b.now);
        return this;
    }

    /** Runs until nothing more happens by itself for so long. */
    Call run(long millis) {
        long end = a.now + millis * MS;
        while (true) {
            carry();
            long next = Math.min(here.stream.nextDeadline(), there.stream.nextDeadline());
            if (next > end || next == Loop.Timer.NEVER) {
                at(end);
                return this;
            }
            at(Math.max(next, a.now));
            here.stream.onDeadline(a.now);
            there.stream.onDeadline(b.now);
        }
    }

    private void at(long now) {
        a.now = now;
        b.now = now;
    }

    void carry() {
        while (!here.out.isEmpty() || !there.out.isEmpty()) {
            carry(here, there);
            carry(there, here);
        }
    }

    private void carry(Party.Line from, Party.Line to) {
        byte[] packet = from.out.poll();
        if (packet != null && !lost.test(type(packet), from)) {
            to.receive(packet);
        }
    }

    static String type(byte[] packet) {
        return new String(packet, 16, 8, StandardCharsets.US_ASCII).trim();
    }

    static ZrtpAlgorithms only(KeyAgreement agreement, SasType sas) {
        Set<KeyAgreement> agreements = new LinkedHashSet<>(List.of(agreement, KeyAgreement.DH3K));
        Set<SasType> types = new LinkedHashSet<>(List.of(sas, SasType.B32));
        return new ZrtpAlgorithms(List.of(Hash.S256, Hash.S384), List.of(Cipher.AES1, Cipher.AES3),
                List.of(AuthTag.HS80, AuthTag.HS32), List.copyOf(agreements), List.copyOf(types));
    }

    static Call call(long seed) {
        return new Call(new Party(seed, QUICK, new MemoryZrtpCache(9)), new Party(seed + 1, QUICK, new MemoryZrtpCache(9)));
    }

    static void assertSecure(Call call) {
        for (Party.Line line : List.of(call.here, call.there)) {
            assertThat(line.said).containsExactly("keys", "secured");
            assertThat(line.stream.state()).isEqualTo(ZrtpStream.State.SECURE);
            assertThat(line.stream.nextDeadline()).as("nothing is sent any more").isEqualTo(Loop.Timer.NEVER);
        }
        assertThat(octets(call.here.keys.sending())).isEqualTo(octets(call.there.keys.receiving()));
        assertThat(octets(call.there.keys.sending())).isEqualTo(octets(call.here.keys.receiving()));
        assertThat(octets(call.here.keys.sending())).isNotEqualTo(octets(call.here.keys.receiving()));
        assertThat(call.here.keys.sending().suite()).isEqualTo(call.there.keys.sending().suite())
                .isEqualTo(call.here.report.suite());
        assertThat(call.here.report.sas()).isEqualTo(call.there.report.sas());
        assertThat(call.here.report.peer()).isEqualTo(call.b.zid);
        assertThat(call.here.keys.keying()).isEqualTo("zrtp");
    }

    static byte[] octets(SrtpMasterKey key) {
        return key.keyAndSalt().bytes();
    }
}
