package io.rvoip.ice.internal;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceFailure;
import io.rvoip.ice.IcePair;
import io.rvoip.ice.IceRole;
import io.rvoip.ice.stun.StunAttribute;
import io.rvoip.ice.stun.StunClass;
import io.rvoip.ice.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for consent on what is selected (RFC 7675). When the selected pair has fallen silent while the peer is heard on
 * another valid one, as after its NAT gave it a new port, media moves there.
 */
final class ConsentKeeper {
    private final Generation generation;
    private final List<CheckList> lists;
    private final AgentContext context;

    ConsentKeeper(Generation generation, List<CheckList> lists, AgentContext context) {
        this.generation = generation;
        this.lists = lists;
        this.context = context;
    }

    boolean answered(StunMessage answer, InetSocketAddress local, InetSocketAddress from, long now) {
        for (CheckList list : lists) {
            for (Consent consent : list.selected.values()) {
                if (consent.owns(answer.transactionId())) {
                    boolean good = answer.messageClass() == StunClass.SUCCESS
                            && consent.pair.isPath(local, from)
                            && generation.isValid(answer, list);
                    if (good) {
                        consent.given(now);
                        answer.attribute(StunAttribute.XorMappedAddress.class)
                                .ifPresent(mapped -> seen(list, consent.pair, mapped.address()));
                    } else {
                        context.dropped("answer");
                    }
                    return true;
                }
            }
        }
        return false;
    }

    /** A NAT may have given us another port since the check: who asks where we are is told of that one. */
    private static void seen(CheckList list, CheckPair pair, InetSocketAddress mapped) {
        IcePair valid = pair.valid;
        if (valid != null && !valid.local().address().equals(mapped)) {
            pair.valid = new IcePair(Generation.localAt(list, pair, mapped), pair.remote());
        }
    }

    long nextDeadline() {
        long next = Loop.Timer.NEVER;
        for (CheckList list : lists) {
            for (Consent consent : list.selected.values()) {
                next = Math.min(next, consent.deadline());
            }
        }
        return next;
    }

    void onDeadline(long now) {
        for (CheckList list : List.copyOf(lists)) {
            for (Consent consent : List.copyOf(list.selected.values())) {
                if (list.failure == null && now >= consent.deadline()) {
                    tend(list, consent, now);
                }
            }
        }
    }

    private void tend(CheckList list, Consent consent, long now) {
        CheckPair other = consent.isSilent(now) ? alternative(list, consent, now) : null;
        if (other != null) {
            generation.select(list, other, now);
            if (generation.role() == IceRole.CONTROLLING) {
                other.nominating = true;
                list.enqueue(other);
            }
        } else if (consent.isLost(now)) {
            generation.fail(
                    list,
                    new IceFailure(
                            IceFailure.Reason.CONSENT_LOST,
                            "stream " + list.stream + ": no answer on the selected pair for 30 s"));
        } else if (consent.isDue(now)) {
            StunMessage question = generation.question(list, consent.pair);
            consent.asked(question.transactionId(), now);
            generation.send(consent.pair, question, now);
        }
    }

    private static @Nullable CheckPair alternative(CheckList list, Consent consent, long now) {
        for (CheckPair pair : list.pairs()) {
            boolean heard = pair.heardAt > consent.givenAt() && now - pair.heardAt <= Consent.SILENCE;
            if (pair != consent.pair
                    && pair.component() == consent.pair.component()
                    && pair.valid != null
                    && heard) {
                return pair;
            }
        }
        return null;
    }
}
