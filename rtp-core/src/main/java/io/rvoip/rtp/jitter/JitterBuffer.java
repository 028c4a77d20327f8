package io.rvoip.rtp.jitter;

import io.netty.buffer.ByteBuf;
import io.rvoip.rtp.RtpPacket;
import io.rvoip.rtp.internal.MediaUnits;

/**
 * Holds packets until it is their turn: puts them in order, drops what comes twice or too late, and delays as much as
 * the path's jitter asks for, between the bounds of {@link JitterSettings}. Sans-I/O, confined to one loop, allocates
 * nothing per packet. Owns the buffers in it; {@link #clear()} releases them.
 *
 * <p>The listener sets the pace. It calls {@link #pull} whenever it needs more to play, and says when that will be
 * heard. A packet lasts what its codec says, a {@link Pull#MISSING} or {@link Pull#EMPTY} lasts one frame.
 *
 * <pre>
 * state   | what is there when something is needed           | next    | answer
 * WAITING | nothing, or the first packet is not due          | WAITING | EMPTY
 * WAITING | first packet is due                              | PLAYING | PACKET
 * PLAYING | the next packet                                  | PLAYING | PACKET
 * PLAYING | the next one, far above the target delay         | PLAYING | it is discarded, then PACKET
 * PLAYING | the next one, a packet or more below the target  | PLAYING | MISSING; it is played after
 * PLAYING | a later one, others lost between                 | PLAYING | MISSING for each, at most 100 ms
 * PLAYING | a later one, none lost between (silence)         | WAITING | as WAITING
 * PLAYING | nothing                                          | PLAYING | MISSING, at most 100 ms
 * PLAYING | the same, after that                             | WAITING | EMPTY
 * </pre>
 *
 * <p>Far above is 60 ms or 1.5 packets: less than that is taken off in the next silence. Clock drift needs no rule
 * of its own: a sender that is fast or slow moves the target, and the delay follows by a packet at a time.
 *
 * <p>A leap of sequence numbers or timestamps (a restarted sender) is believed when two packets in a row agree, or
 * when nothing is playing; the new numbers then follow on the old ones without a gap.
 */
public final class JitterBuffer {
    private static final long CONCEAL_LIMIT = 100_000_000L;
    private static final long LEAP = 500_000_000L;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final long LONGEST_PACKET = 120_000_000L;
    /** More delay than needed that is borne until the next silence: a skip is heard, 60 ms more are not. */
    private static final long BEARABLE_SURPLUS = 60_000_000L;
    private static final int SHORTEN_EVERY = 8;
    private static final int LENGTHEN_EVERY = 4;

    private enum State { WAITING, PLAYING }

    private final int clockRate;
    private final long frame;
    private final long maxDelay;
    private final int maxPackets;
    private final PacketRing ring;
    private final DelayEstimator delays;
    private final BurstPattern pattern = new BurstPattern();
    private final RtpPacket view = new RtpPacket();

    private State state = State.WAITING;
    private boolean begun;
    private boolean taken;
    private int ssrc;
    private long highestSequence;
    private long highestUnits;
    private int sequenceShift;
    private int unitShift;
    private long lastTransit;
    private boolean suspected;
    private int suspectSequence;
    private long suspectTransit;

    private long packetLength;
    private long lastLength;
    private long lastTaken;
    private long nextPosition;
    private long concealedUntil;
    private long concealedRun;
    private int sinceAdjustment;

    private long inserted;
    private long played;
    private long missing;
    private long late;
    private long duplicates;
    private long discarded;
    private long resyncs;

    /** Creates an empty buffer. */
    public JitterBuffer(JitterSettings settings) {
        clockRate = settings.clockRate();
        frame = settings.frame().toNanos();
        maxDelay = settings.maxDelay().toNanos();
        maxPackets = settings.maxPackets();
        ring = new PacketRing(maxPackets);
        delays = new DelayEstimator(settings.minDelay().toNanos(), maxDelay, 2 * frame);
        packetLength = frame;
    }

    /**
     * Puts a packet in. The buffer owns {@code packet.buffer()} from now on, whatever it does with it.
     *
     * @param now its arrival in nanoseconds
     * @return whether it may be played; false when it was late, doubled or a suspect
     */
    public boolean insert(RtpPacket packet, long now) {
        ByteBuf buffer = packet.buffer();
        if (!follows(packet, now)) {
            discarded++;
            buffer.release();
            return false;
        }
        long sequence = extendSequence(packet.sequence());
        long units = extendUnits(packet.timestamp());
        long position = MediaUnits.toNanos(units, clockRate);
        lastTransit = now - position;
        delays.observe(lastTransit);
        if (!admitted(sequence, position)) {
            buffer.release();
            return false;
        }
        learnLength(sequence, units);
        highestSequence = Math.max(highestSequence, sequence);
        highestUnits = Math.max(highestUnits, units);
        makeRoom(sequence, position);
        ring.put(sequence, position, buffer);
        inserted++;
        return true;
    }

    /**
     * Notes a packet of the same stream that carries no audio (a telephone event, RFC 4733): its sequence number is
     * not lost. The buffer takes nothing from it.
     */
    public void noteOtherMedia(RtpPacket packet) {
        if (begun && packet.ssrc() == ssrc) {
            long sequence = extendSequence(packet.sequence());
            if (sequence > lastTaken && Math.abs(sequence - highestSequence) < ring.capacity()) {
                highestSequence = Math.max(highestSequence, sequence);
                ring.noteOtherMedia(sequence);
            }
        }
    }

    /** Whether the packet belongs where the numbers so far say; leaps are followed or suspected. */
    private boolean follows(RtpPacket packet, long now) {
        if (!begun) {
            begin(packet, now);
            return true;
        }
        int step = (short) (packet.sequence() + sequenceShift - (int) highestSequence);
        long transit = now - MediaUnits.toNanos(extendUnits(packet.timestamp()), clockRate);
        boolean leap = step > MAX_DROPOUT || step < -MAX_MISORDER || Math.abs(transit - lastTransit) > LEAP;
        boolean stranger = packet.ssrc() != ssrc;
        if (!leap && !stranger) {
            suspected = false;
            return true;
        }
        boolean confirmed = suspected && packet.sequence() == (suspectSequence + 1 & 0xFFFF)
                && Math.abs(transit - suspectTransit) < LEAP;
        if (stranger || confirmed || state == State.WAITING && ring.size() == 0) {
            follow(packet, now);
            return true;
        }
        suspected = true;
        suspectSequence = packet.sequence();
        suspectTransit = transit;
        return false;
    }

    private void begin(RtpPacket packet, long now) {
        begun = true;
        ssrc = packet.ssrc();
        highestSequence = packet.sequence();
        highestUnits = packet.timestamp() & 0xFFFF_FFFFL;
        lastTransit = now - MediaUnits.toNanos(highestUnits, clockRate);
        lastTaken = highestSequence - ring.capacity();
        concealedUntil = Long.MIN_VALUE;
    }

    /** Shifts the packet's numbers so that it comes next, as fast as the one before it. */
    private void follow(RtpPacket packet, long now) {
        ssrc = packet.ssrc();
        suspected = false;
        long expected = Math.max(highestUnits + MediaUnits.fromNanos(packetLength, clockRate),
                MediaUnits.fromNanos(now - lastTransit, clockRate));
        sequenceShift = (int) highestSequence + 1 - packet.sequence();
        unitShift = (int) expected - packet.timestamp();
        resyncs++;
    }

    private long extendSequence(int sequence) {
        return highestSequence + (short) (sequence + sequenceShift - (int) highestSequence);
    }

    private long extendUnits(int timestamp) {
        return highestUnits + (timestamp + unitShift - (int) highestUnits);
    }

    private boolean admitted(long sequence, long position) {
        PacketRing.Slot slot = ring.slot(sequence);
        if (slot == PacketRing.Slot.HELD || slot == PacketRing.Slot.GONE) {
            duplicates++;
            return false;
        }
        boolean tooFarBack = ring.size() > 0 && ring.highest() - sequence >= ring.capacity();
        if (tooFarBack || sequence <= lastTaken || position + packetLength <= concealedUntil) {
            late++;
            return false;
        }
        return true;
    }

    /** A packet lasts up to the next one; seen twice, so that a short silence is not taken for a long packet. */
    private void learnLength(long sequence, long units) {
        if (sequence == highestSequence + 1) {
            long length = MediaUnits.toNanos(units - highestUnits, clockRate);
            if (length == lastLength && length > 0 && length <= LONGEST_PACKET) {
                packetLength = length;
            }
            lastLength = length;
        }
    }

    private void makeRoom(long sequence, long position) {
        while (ring.size() > 0 && (ring.size() >= maxPackets
                || Math.max(ring.highest(), sequence) - ring.lowest() >= ring.capacity()
                || position - ring.position(ring.lowest()) > maxDelay + 2 * packetLength)) {
            discardLowest();
        }
    }

    private void discardLowest() {
        passed();
        pattern.missing(1);
        lastTaken = ring.lowest();
        nextPosition = ring.position(lastTaken) + packetLength;
        ring.take().release();
        discarded++;
    }

    /**
     * What is to be heard at {@code playAt}.
     *
     * @param playAt when the first sample of the answer will be played, in nanoseconds: now, and what the listener
     *     still has queued. Never less than at the call before.
     */
    public Pull pull(long playAt) {
        Pull answer = switch (state) {
            case WAITING -> start(playAt);
            case PLAYING -> ring.size() == 0 ? underrun(playAt) : next(playAt);
        };
        if (answer == Pull.MISSING) {
            missing++;
        }
        return answer;
    }

    private Pull start(long playAt) {
        while (ring.size() > 0) {
            long wait = ring.position(ring.lowest()) + delays.base() + delays.delay() - playAt;
            if (wait > 0) {
                return Pull.EMPTY;
            }
            if (wait > -2 * packetLength || ring.size() == 1) {
                state = State.PLAYING;
                sinceAdjustment = 0;
                return play();
            }
            discardLowest();
        }
        return Pull.EMPTY;
    }

    private Pull next(long playAt) {
        long surplus = surplus(playAt);
        long gap = ring.position(ring.lowest()) - nextPosition;
        if (gap > packetLength / 2) {
            return gap(playAt, gap, surplus);
        }
        sinceAdjustment++;
        boolean farAbove = surplus > Math.max(BEARABLE_SURPLUS, packetLength + packetLength / 2);
        if (farAbove && sinceAdjustment >= SHORTEN_EVERY && ring.size() > 1) {
            sinceAdjustment = 0;
            discardLowest();
            return next(playAt);
        }
        if (surplus <= -packetLength && sinceAdjustment >= LENGTHEN_EVERY) {
            sinceAdjustment = 0;
            return Pull.MISSING;
        }
        return play();
    }

    private Pull gap(long playAt, long gap, long surplus) {
        long lost = lostBeforeNext() * packetLength;
        if (lost == 0) {
            state = State.WAITING;
            return start(playAt);
        }
        if (surplus > packetLength && gap <= LONGEST_PACKET) {
            return play();
        }
        if (concealedRun >= Math.min(lost, CONCEAL_LIMIT)) {
            state = State.WAITING;
            concealedRun = 0;
            return start(playAt);
        }
        conceal(Math.min(frame, gap));
        return Pull.MISSING;
    }

    private Pull underrun(long playAt) {
        if (concealedRun >= CONCEAL_LIMIT) {
            state = State.WAITING;
            concealedRun = 0;
            return Pull.EMPTY;
        }
        if (surplus(playAt) < 0) {
            concealedRun += frame;
        } else {
            conceal(frame);
        }
        return Pull.MISSING;
    }

    private void conceal(long length) {
        nextPosition += length;
        concealedUntil = nextPosition;
        concealedRun += frame;
    }

    private long lostBeforeNext() {
        long lost = 0;
        for (long sequence = Math.max(lastTaken + 1, ring.lowest() - ring.capacity() + 1); sequence < ring.lowest();
                sequence++) {
            if (ring.slot(sequence) == PacketRing.Slot.UNKNOWN) {
                lost++;
            }
        }
        return lost;
    }

    /** By how much what plays now is delayed more than it has to be. */
    private long surplus(long playAt) {
        return playAt - nextPosition - delays.base() - delays.delay();
    }

    /** Those before the next one had their time; before the very first there is nothing to miss. */
    private void passed() {
        if (taken) {
            pattern.missing(lostBeforeNext());
        }
        taken = true;
    }

    private Pull play() {
        passed();
        pattern.played();
        lastTaken = ring.lowest();
        nextPosition = ring.position(lastTaken) + packetLength;
        concealedRun = 0;
        view.wrap(ring.take());
        played++;
        return Pull.PACKET;
    }

    /** The packet that {@link Pull#PACKET} announced; the caller owns its buffer. The view is used again. */
    public RtpPacket packet() {
        return view;
    }

    /** Releases all packets and forgets the stream; statistics stay. */
    public void clear() {
        ring.clear();
        delays.reset();
        state = State.WAITING;
        begun = false;
        taken = false;
        suspected = false;
        sequenceShift = 0;
        unitShift = 0;
        packetLength = frame;
        concealedRun = 0;
    }

    /** Packets held now. */
    public int size() {
        return ring.size();
    }

    /** The playout delay aimed at now, in nanoseconds. */
    public long delayNanos() {
        return delays.delay();
    }

    /** How the packets were spread that were not there when they were due, those before them played. */
    public BurstLoss burstLoss() {
        return pattern.figures();
    }

    /** How long a packet lasts, in nanoseconds, as far as it was seen. */
    public long packetNanos() {
        return packetLength;
    }

    /** What happened so far. */
    public JitterStatistics statistics() {
        return new JitterStatistics(inserted, played, missing, late, duplicates, discarded, resyncs,
                (int) (delays.delay() / 1_000_000), ring.size());
    }
}
