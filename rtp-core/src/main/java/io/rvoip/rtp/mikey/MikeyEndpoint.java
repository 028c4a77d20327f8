package io.rvoip.rtp.mikey;

import io.rvoip.common.Metrics;
import io.rvoip.common.TimeSource;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.rtp.NtpTime;
import io.rvoip.rtp.mikey.MikeyPayload.Extension;
import io.rvoip.rtp.mikey.MikeyPayload.Identity;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One side of MIKEY, for all its calls: begins exchanges and answers those of others. Whoever answers with it believes who
 * holds the same pre-shared key, or has a certificate that is vouched for. Thread-safe.
 *
 * <p>With a pre-shared key all of it takes a tenth of a millisecond. With certificates an operation with our private key
 * decides: with RSA of 2048 bits 0.7 ms, of 3072 bits 2.0 ms, of 4096 bits 4.4 ms (median, JDK 17 on an AMD EPYC); Diffie-Hellman
 * adds 0.3 ms. An offer and an answer of ours take one such operation, an answer in RSA mode two, and both are for
 * {@link #execute}. What takes the answer to ours, one more in RSA-R mode and half of Diffie-Hellman in DH mode, is done by
 * {@link MikeyOffer#accept} while its caller waits: 200 times a second at most, for one offer 16 times, and refused beyond.
 */
public final class MikeyEndpoint {
    private static final int URI = 1;

    private final MikeyMath math;
    private final TimeSource time;
    private final Identity self;
    private volatile Ways ways;
    private final ReplayCache replays;
    private final AnswerLimit answers;
    private final AtomicLong lastStamp = new AtomicLong();
    private final @Nullable Executor threads;
    private final Metrics.Counter taken;
    private final Metrics.Counter rejected;
    private final Map<MikeyError, Metrics.Counter> refused = new EnumMap<>(MikeyError.class);

    /** What exchanges begin and are answered with. */
    private record Ways(MikeySettings settings, Map<MikeyMode, Mode> modes) {}

    /** One that counts nothing. */
    public MikeyEndpoint(MikeySettings settings, CryptoProvider crypto, TimeSource time) {
        this(settings, crypto, time, Metrics.none());
    }

    /** @param metrics counts the offers of others, taken and refused */
    public MikeyEndpoint(MikeySettings settings, CryptoProvider crypto, TimeSource time, Metrics metrics) {
        this(settings, crypto, time, metrics, null);
    }

    /**
     * @param threads for exchanges with certificates, which are too slow for loops: it refuses work when it has enough; null: they
     *     are done by who asks for them
     */
    public MikeyEndpoint(
            MikeySettings settings, CryptoProvider crypto, TimeSource time, Metrics metrics, @Nullable Executor threads) {
        this.threads = threads;
        rejected = metrics.counter("rvoip_mikey_exchanges_rejected_total");
        this.time = time;
        taken = metrics.counter("rvoip_mikey_offers_total");
        for (MikeyError error : MikeyError.values()) {
            refused.put(error, metrics.counter("rvoip_mikey_offers_refused_total", "error", error.name().toLowerCase(Locale.ROOT)));
        }
        math = new MikeyMath(crypto);
        self = new Identity(URI, Octets.of(settings.identity()));
        replays = new ReplayCache(settings.replays(), settings.clockSkew());
        answers = new AnswerLimit(time, rejected);
        ways = ways(settings);
    }

    private Ways ways(MikeySettings settings) {
        Map<MikeyMode, Mode> modes = new EnumMap<>(MikeyMode.class);
        settings.presharedKey().ifPresent(key -> modes.put(MikeyMode.PSK, new PskMode(math, self, key)));
        settings.certificates().ifPresent(own -> {
            modes.put(MikeyMode.RSA, new RsaMode(math, self, own, time));
            modes.put(MikeyMode.RSA_R, new ReverseRsaMode(math, self, own, time, answers));
            modes.put(MikeyMode.DH, new DhMode(math, self, own, time, answers));
        });
        return new Ways(settings, modes);
    }

    /**
     * Another pre-shared key, other certificates, another mode from now on; exchanges that have begun end with what they began
     * with, and what is remembered against replays stays.
     *
     * @throws IllegalArgumentException for another identity
     */
    public void renew(MikeySettings changed) {
        if (!changed.identity().equals(self.name().text())) {
            throw new IllegalArgumentException("identity: " + changed.identity() + " (expected: " + self.name().text() + ")");
        }
        ways = ways(changed);
    }

    /** The certificates of exchanges that begin now; empty: there are none. */
    public Optional<MikeyCertificates> certificates() {
        return ways.settings().certificates();
    }

    /** Whether exchanges are for {@link #execute}: they have certificates, and there are threads for that. */
    public boolean hasThreads() {
        return threads != null && ways.settings().certificates().isPresent();
    }

    /** Has work done by the threads for it, soon; false, and counted, where they have enough to do, or there are none. */
    public boolean execute(Runnable work) {
        Executor given = threads;
        try {
            if (given != null) {
                given.execute(work);
                return true;
            }
        } catch (RejectedExecutionException enough) {
            // counted below
        }
        rejected.increment();
        return false;
    }

    /** Begins an exchange. */
    public MikeyOffer offer(MikeyTerms terms) {
        Mode.Start start = start(terms);
        replays.add(self, start.bundle(), start.time(), now()); // what comes back to us is no offer of somebody else's
        Ways now = ways;
        return mode(now, possible(now.settings(), terms)).offer(start);
    }

    /** Who is called by a name that no certificate is known under, or none that is good, has to send its own. */
    private MikeyMode possible(MikeySettings settings, MikeyTerms terms) {
        boolean unknown = settings.mode() == MikeyMode.RSA
                && settings.certificates().filter(own -> own.reaches(terms.to(), time.wallClock())).isEmpty();
        return unknown ? MikeyMode.RSA_R : settings.mode();
    }

    /** Begins one about what is in force: with a pre-shared key its keys stay, otherwise there are new ones. */
    public MikeyOffer offer(MikeyTerms terms, MikeyBundle inForce) {
        if (inForce.mode() == MikeyMode.PSK && ways.modes().get(MikeyMode.PSK) instanceof PskMode psk) {
            return psk.update(new Mode.Start(inForce.id(), stamp(), terms), inForce);
        }
        return offer(terms);
    }

    /**
     * Answers an exchange that somebody else begins.
     *
     * @param terms what the offer is about, and what may come of it
     * @param inForce what both sides share already; null before the first exchange
     */
    public MikeyOutcome answer(byte[] offer, MikeyTerms terms, @Nullable MikeyBundle inForce) {
        MikeyOutcome outcome = judged(offer, terms, inForce);
        Metrics.Counter counter = outcome instanceof MikeyOutcome.Refused why ? refused.get(why.problem().error()) : taken;
        counter.increment();
        return outcome;
    }

    private MikeyOutcome judged(byte[] offer, MikeyTerms terms, @Nullable MikeyBundle inForce) {
        MikeyMessage.Result result = MikeyMessage.read(offer);
        if (result instanceof MikeyMessage.Result.Unreadable unreadable) {
            return new MikeyOutcome.Refused(unreadable.problem());
        }
        try {
            return answered(((MikeyMessage.Result.Read) result).message(), terms, inForce);
        } catch (MikeyRefusal refusal) {
            return new MikeyOutcome.Refused(refusal.problem());
        }
    }

    /** In the order of section 5.3: the time and replays first, which cost nothing, then the proof, then the rest. */
    private MikeyOutcome answered(MikeyMessage offer, MikeyTerms terms, @Nullable MikeyBundle inForce)
            throws MikeyRefusal {
        Mode mode = responding(offer.header().type());
        if (offer.header().prf() != MikeyHeader.MIKEY_1) {
            throw new MikeyRefusal(MikeyError.PRF, "PRF " + offer.header().prf() + " is unknown (expected: MIKEY-1)");
        }
        long now = now();
        long stamp = Mode.time(offer);
        int bundle = offer.header().bundle();
        boolean update = isUpdate(offer, inForce);
        Identity initiator = Mode.sender(offer);
        replays.requireCurrent(stamp, now);
        if (!update) {
            replays.requireNew(initiator, bundle, stamp);
        } else if (inForce != null && inForce.heard() != 0 && stamp - inForce.heard() <= 0) {
            throw new MikeyRefusal(MikeyError.TIMESTAMP, "the bundle has had a later message: a replay");
        }
        requireProtocols(offer, terms);
        MikeyOutcome.Agreed agreed = mode.answer(offer, terms, inForce);
        if (!update && !replays.add(initiator, bundle, stamp, now)) {
            throw new MikeyRefusal(MikeyError.TIMESTAMP, "the bundle is in use already: a replay");
        }
        return agreed;
    }

    private Mode responding(MessageType type) throws MikeyRefusal {
        MikeyMode wanted = switch (type) {
            case PSK -> MikeyMode.PSK;
            case PUBLIC_KEY -> MikeyMode.RSA;
            case RSA_R -> MikeyMode.RSA_R;
            case DH -> MikeyMode.DH;
            default -> throw new MikeyRefusal(MikeyError.DATA_TYPE, "a message of type " + type + " is no offer");
        };
        Mode mode = ways.modes().get(wanted);
        if (mode == null) {
            throw new MikeyRefusal(MikeyError.DATA_TYPE, wanted.keying() + " is not configured here");
        }
        return mode;
    }

    /** The list that the offerer has signed must be the one that arrived (RFC 4567 section 4.1.4). */
    private static void requireProtocols(MikeyMessage offer, MikeyTerms terms) throws MikeyRefusal {
        List<Octets> lists = offer.all(Extension.class).stream()
                .filter(one -> one.type() == Mode.SDP_IDS).map(Extension::data).toList();
        if (!lists.equals(List.of(Octets.of(terms.protocols())))) {
            throw new MikeyRefusal(MikeyError.UNSPECIFIED,
                    "the key management protocols of the description are not those that were offered");
        }
    }

    static boolean isUpdate(MikeyMessage offer, @Nullable MikeyBundle inForce) {
        return inForce != null && offer.header().bundle() == inForce.id() && offer.first(MikeyPayload.Rand.class).isEmpty();
    }

    private static Mode mode(Ways ways, MikeyMode wanted) {
        Mode mode = ways.modes().get(wanted);
        if (mode == null) {
            throw new IllegalStateException("mode: " + wanted);
        }
        return mode;
    }

    private Mode.Start start(MikeyTerms terms) {
        return new Mode.Start(math.crypto().random().nextInt(), stamp(), terms);
    }

    /** Each one is another (section 5.2). */
    private long stamp() {
        long now = now();
        LongUnaryOperator next = last -> now - last > 0 || last == 0 ? now : last + 1;
        return lastStamp.updateAndGet(next);
    }

    private long now() {
        return NtpTime.of(time.wallClock());
    }
}
