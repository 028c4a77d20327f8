package io.rvoip.engine.proxy;

import io.rvoip.engine.identity.Identity;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.Via;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.transaction.ServerTransaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through a proxy, its branches, and what comes back (RFC 3261 §16.7, "response context").
 *
 * <pre>
 * state     input                      action                                              next
 * LOOKING   places found               branches to those with the highest q                TRYING
 *           refused                    answer                                              DONE
 *           CANCEL                     487                                                 DONE
 * TRYING    101-199                    pass on (INVITE)                                    TRYING
 *           2xx                        pass on; CANCEL the other branches                  ANSWERED
 *           a flow to a phone failed   branch over the phone's next flow                   TRYING
 *           6xx                        CANCEL the other branches, forget the other places  TRYING
 *           3xx, where followed        look its contacts up; they are the next places      TRYING
 *           the last branch failed     branches to those with the next q                   TRYING
 *           … and no place is left     pass on the best answer                             DONE
 *           CANCEL                     CANCEL all branches, forget the other places        TRYING
 * ANSWERED  2xx                        pass on (INVITE)                                    ANSWERED
 *           anything else              -                                                   ANSWERED
 * DONE      2xx                        pass on (INVITE), without state                     DONE
 *           anything else              -                                                   DONE
 * </pre>
 *
 * A request other than INVITE that nobody answered is not answered with 408 either: its sender has given up by then (RFC
 * 4320 §4.2). Confined to the loop of the shard.
 */
final class ResponseContext {
    enum State { LOOKING, TRYING, ANSWERED, DONE }

    private static final List<String> ELSEWHERE = List.of("SIP;cause=200;text=\"Call completed elsewhere\"");

    private final Proxy proxy;
    private final ServerTransaction server;
    private final Arrival arrival;
    private final String loopTail;
    private final boolean invite;
    private final long startedAt;
    private final Deque<List<Place>> waiting = new ArrayDeque<>();
    private final List<Branch> branches = new ArrayList<>(1);
    private final List<Answer> answers = new ArrayList<>(1);
    private State state = State.LOOKING;
    private @Nullable Identity sender;
    private @Nullable Recursion recursion;
    private boolean givenUp;
    private boolean admitted;
    private int breadth;
    private int pending;
    private int places;
    private int progress;

    ResponseContext(Proxy proxy, ServerTransaction server, Arrival arrival, String loopTail) {
        this.proxy = proxy;
        this.server = server;
        this.arrival = arrival;
        this.loopTail = loopTail;
        invite = arrival.request().method().equals(Method.INVITE);
        startedAt = proxy.now();
    }

    Arrival arrival() {
        return arrival;
    }

    String loopTail() {
        return loopTail;
    }

    boolean isInvite() {
        return invite;
    }

    /** Whether it begins a call, so that it counts against the declared size. */
    boolean beginsCall() {
        return invite && !arrival.known() && arrival.request().to().tag().isEmpty();
    }

    /** Whether nothing has been decided yet. */
    boolean isLooking() {
        return state == State.LOOKING;
    }

    /** It is known who sends it. */
    void comesFrom(Identity known) {
        sender = known;
    }

    /** Who sends it; empty within a call, and where nobody was asked. */
    Optional<Identity> sender() {
        return Optional.ofNullable(sender);
    }

    /** It was let in, and leaves again when its sender has an answer. */
    void admitted() {
        admitted = true;
    }

    /**
     * Sends it on.
     *
     * @param groups tried one after another, the places of each at once
     * @param mostBreadth at how many places it may be at a time (RFC 5393 §5)
     */
    void forward(List<List<Place>> groups, int mostBreadth) {
        if (state != State.LOOKING) {
            return;
        }
        breadth = mostBreadth;
        if (breadth == 0) {
            refuse(440);
            return;
        }
        for (List<Place> group : groups) {
            waiting.addAll(inBreadth(group));
        }
        state = State.TRYING;
        next();
    }

    /** It is for a user of ours: what redirects name is tried too. */
    void follows(Recursion redirects) {
        recursion = redirects;
    }

    private List<List<Place>> inBreadth(List<Place> group) {
        List<List<Place>> parts = new ArrayList<>(1);
        for (int from = 0; from < group.size(); from += breadth) {
            parts.add(group.subList(from, Math.min(group.size(), from + breadth)));
        }
        return parts;
    }

    private void next() {
        List<Place> group = waiting.remove();
        int share = breadth / group.size();
        int rest = breadth % group.size();
        List<Branch> started = new ArrayList<>(group.size());
        for (Place place : group) {
            if (recursion != null) {
                recursion.tried(place.uri());
            }
            started.add(new Branch(this, proxy, place, places + started.size() + 1, share + (rest-- > 0 ? 1 : 0)));
        }
        pending = started.size();
        places += pending;
        branches.addAll(started);
        started.forEach(Branch::start);
    }

    // what comes back

    void provisional(Branch from, SipResponse response) {
        if (state == State.TRYING && invite && progress++ < proxy.mostProgress()) {
            server.respond(wayBack(response.toBuilder(), response, from).build(), proxy.now());
        }
    }

    void success(Branch from, SipResponse response) {
        boolean first = state == State.TRYING;
        if (!first && !invite) {
            return;
        }
        SipResponse.Builder composed = wayBack(response.toBuilder(), response, from);
        proxy.edge().registered(composed, response, arrival);
        proxy.granted(arrival);
        SipResponse back = composed.build();
        if (!server.respond(back, proxy.now())) {
            proxy.layer().respondStatelessly(arrival.request(), back, server.flow());
        }
        if (first) {
            leave(State.ANSWERED, response.status());
            cancelOthers(from, ELSEWHERE);
        }
    }

    void failure(Branch from, Answer answer) {
        if (state != State.TRYING) {
            return;
        }
        Branch again = from.again();
        if (again != null) {
            branches.set(branches.indexOf(from), again);
            again.start();
            return;
        }
        Answer left = recursed(answer);
        if (left != null) {
            answers.add(left);
        }
        pending--;
        if (answer.status() >= 600) {
            waiting.clear();
            givenUp = true;
            cancelOthers(from, List.of());
        }
        goOn();
    }

    private void goOn() {
        if (state == State.TRYING && pending == 0) {
            if (waiting.isEmpty()) {
                conclude();
            } else {
                next();
            }
        }
    }

    /** Follows a redirect. @return what is left of it for the sender, null for nothing; any other answer as it is */
    private @Nullable Answer recursed(Answer answer) {
        SipResponse redirect = answer.response();
        Recursion redirects = recursion;
        if (redirects == null || givenUp || redirect == null || redirect.status() / 100 != 3
                || !redirect.has(HeaderKind.CONTACT)) {
            return answer;
        }
        List<SipUri> contacts = redirects.take(redirect);
        if (!contacts.isEmpty()) {
            pending++;
            proxy.targets().of(contacts, arrival.flow(), groups -> found(redirects, groups));
        }
        return redirects.rest(redirect);
    }

    /** Where the contacts of a redirect lead: one after the other, before the places that are worth less. */
    private void found(Recursion redirects, List<List<Place>> groups) {
        pending--;
        if (!givenUp && state == State.TRYING) {
            List<List<Place>> fresh = new ArrayList<>(groups.size());
            groups.forEach(group -> fresh.addAll(inBreadth(redirects.untried(group))));
            for (int i = fresh.size() - 1; i >= 0; i--) {
                waiting.addFirst(fresh.get(i));
            }
        }
        goOn();
    }

    private void conclude() {
        if (answers.isEmpty()) {
            answers.add(Answer.local(givenUp ? 487 : 480)); // nothing but redirects, and they lead to nobody
        }
        Answer best = BestAnswer.of(answers);
        SipResponse response = best.response();
        if (response != null) {
            SipResponse.Builder composed = BestAnswer.compose(response, answers);
            finish(wayBack(composed, response, null));
        } else if (invite || best.status() != 408) {
            refuse(best.status());
        } else {
            leave(State.DONE, best.status());
        }
    }

    // what its sender and we decide

    /** The sender gives it up (§16.10). @param reasons values of Reason */
    void cancel(List<String> reasons) {
        if (state == State.LOOKING) {
            refuse(487);
        } else if (state == State.TRYING) {
            givenUp = true;
            waiting.clear();
            for (Branch branch : List.copyOf(branches)) {
                branch.cancel(reasons);
            }
        }
    }

    /** Answers it ourselves. */
    void refuse(int status) {
        refuse(proxy.response(arrival.request(), status));
    }

    /** Answers it ourselves. @param response without To tag */
    void refuse(SipResponse.Builder response) {
        finish(response.toTag(server.toTag()));
    }

    /** Answers somebody we do not know with one packet, and forgets it. */
    void turnAway(SipResponse.Builder response) {
        leave(State.DONE, 0);
        server.respondStatelessly(response.build());
    }

    private void finish(SipResponse.Builder response) {
        SipResponse last = response.build();
        leave(State.DONE, last.status());
        server.respond(last, proxy.now());
    }

    private void leave(State next, int status) {
        state = next;
        answers.clear();
        proxy.left(this, server, admitted);
        if (admitted) {
            proxy.events().answered(arrival.request(), status, places, proxy.now() - startedAt);
        }
    }

    private void cancelOthers(Branch but, List<String> reasons) {
        if (branches.size() > 1) {
            for (Branch branch : List.copyOf(branches)) {
                if (branch != but) {
                    branch.cancel(reasons);
                }
            }
        }
    }

    /**
     * The response without our Via (§16.7 step 3) and what may not come from outside. Below it stands what the request brought,
     * or we write it there: nobody sends our responses elsewhere by changing it.
     *
     * @param from where it came from; null for the best of several
     */
    private SipResponse.Builder wayBack(SipResponse.Builder back, SipResponse response, @Nullable Branch from) {
        SipRequest request = arrival.request();
        proxy.copies().connected(back, response, arrival, from);
        List<Via> vias = response.vias();
        if (vias.size() > 1 && vias.get(1).equals(request.topVia())) {
            return back.removeFirst(HeaderKind.VIA);
        }
        back.remove(HeaderKind.VIA);
        List<Via> ours = request.vias();
        for (int i = ours.size() - 1; i >= 0; i--) {
            back.prepend(HeaderKind.VIA, ours.get(i));
        }
        return back;
    }
}
