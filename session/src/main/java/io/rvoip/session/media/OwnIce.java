package io.rvoip.session.media;

import io.rvoip.common.Loop;
import io.rvoip.ice.IceCredentials;
import io.rvoip.ice.IceInterfaces;
import io.rvoip.ice.IceTrickle;
import io.rvoip.media.IceParameters;
import io.rvoip.media.LocalIce;
import io.rvoip.media.MediaSession;
import io.rvoip.session.MediaException;
import io.rvoip.session.offer.NegotiatedAudio;
import io.rvoip.session.offer.Negotiation;
import io.rvoip.sip.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides which descriptions of one leg have ICE, and gets our part of them ready. On the loop of the leg. */
final class OwnIce {
    private final MediaSession media;
    private final Loop loop;
    private final IceUse use;
    private final IceInterfaces interfaces;
    private final IceServers servers;
    private final boolean webSocket;
    private InetAddress own;
    private boolean anew;
    private boolean signalled;
    private boolean peerTrickles;
    private @Nullable LocalIce ready;

    OwnIce(MediaSession media, Loop loop, IceUse use, IceInterfaces interfaces, IceServers servers, boolean webSocket, InetAddress own) {
        this.media = media;
        this.loop = loop;
        this.use = use;
        this.interfaces = interfaces;
        this.servers = servers;
        this.webSocket = webSocket;
        this.own = own;
    }

    /** From now on our ports are told to be at this address, which takes another search. */
    void moved(InetAddress changed) {
        anew |= !changed.equals(own);
        own = changed;
    }

    /** Whether candidates can be told apart from descriptions by our side, as it is configured. */
    boolean mayTrickle() {
        return use.config().trickle() != IceTrickle.OFF;
    }

    /** Somebody carries candidates that are told apart. */
    void signalled() {
        signalled = mayTrickle();
    }

    /** Whether the far end takes them. */
    void peer(boolean takes) {
        peerTrickles = takes;
    }

    /** Whether they are told apart, and so wait for. */
    boolean trickles() {
        return signalled && peerTrickles;
    }

    /** Whether an offer of ours has ICE: it is or was in force (RFC 8839 §4.4.3.1), or offered unasked. */
    boolean offers(Negotiation negotiation) {
        return negotiation.ice().isPresent() || offersUnasked();
    }

    private boolean offersUnasked() {
        return use.offers(webSocket) && takesPart();
    }

    /** A leg of a family that is left out has no ICE. */
    private boolean takesPart() {
        return use.config().addresses().has(own);
    }

    /** Whether an offer has ICE, and we take part in it. */
    boolean takes(SessionDescription offer) {
        return takesPart() && Negotiation.iceIn(offer).isPresent();
    }

    /** Gets our part of the first offer ready, where ICE is offered unasked: servers may have to be asked for it. */
    CompletionStage<@Nullable Void> prepare() {
        return offersUnasked()
                ? describe(false, use.config().trickle() != IceTrickle.ALWAYS, () -> true).thenAccept(made -> ready = made)
                : CompletableFuture.completedStage(null);
    }

    /**
     * Our part of an offer; that of the first one is there at once.
     *
     * @param restarted whether it is to begin anew, wherever we are
     */
    CompletionStage<LocalIce> toOffer(Negotiation negotiation, boolean restarted, BooleanSupplier wanted) {
        LocalIce prepared = ready;
        ready = null;
        boolean first = negotiation.lastSent().isEmpty();
        boolean another = (anew || restarted) && inForce(negotiation).isPresent();
        boolean says = said(negotiation).filter(before -> !another).orElse(signalled);
        boolean early = says && (trickles() || first && use.config().trickle() == IceTrickle.ALWAYS);
        if (prepared != null && !anew && first && (prepared.ended() || early)) {
            return CompletableFuture.completedStage(prepared.withTrickle(says));
        }
        anew = false;
        return describe(another, !early, wanted).thenApply(made -> made.withTrickle(says));
    }

    /**
     * Our part of an answer: with other credentials where the offerer has others than before (RFC 8839 §4.4.1.1.1). One who names
     * what it has found of ours may be ahead of our checks, which are waited for (§4.4.2).
     */
    CompletionStage<LocalIce> toAnswer(Negotiation negotiation, SessionDescription offer, BooleanSupplier wanted) {
        Optional<IceCredentials> before = inForce(negotiation).map(IceParameters::remote);
        boolean restarted = before.isPresent() && !before.equals(Negotiation.iceIn(offer));
        boolean takes = trickles() && Negotiation.tricklesIn(offer);
        boolean says = said(negotiation).filter(known -> !restarted).orElse(takes);
        boolean early = takes && says;
        anew &= !restarted; // else an offer of ours has to tell of another address: answers begin no search
        return describe(restarted, !early, wanted).thenCompose(made -> {
            boolean ahead = before.isPresent() && !restarted && made.nominated().isEmpty() && Negotiation.choosesIn(offer, made);
            return ahead ? describe(false, !early, wanted, media.checksEnded()) : CompletableFuture.completedStage(made);
        }).thenApply(made -> made.withTrickle(says));
    }

    /** What our descriptions of this search say of trickling: none may say another thing than the first (RFC 8839 §4.4.1.1.1). */
    private static Optional<Boolean> said(Negotiation negotiation) {
        return inForce(negotiation).flatMap(known -> negotiation.ice()).map(LocalIce::trickle);
    }

    private static Optional<IceParameters> inForce(Negotiation negotiation) {
        return negotiation.audio().map(NegotiatedAudio::ice);
    }

    /**
     * @param whole whether to wait until all candidates are there
     * @param wanted whether the description is still to be made once its parts are there
     */
    private CompletionStage<LocalIce> describe(boolean restarted, boolean whole, BooleanSupplier wanted) {
        return describe(restarted, whole, wanted, CompletableFuture.completedStage(null));
    }

    private CompletionStage<LocalIce> describe(boolean restarted, boolean whole, BooleanSupplier wanted, CompletionStage<?> first) {
        CompletableFuture<LocalIce> described = new CompletableFuture<>();
        InetAddress at = own;
        servers.resolve(use.at(at, interfaces)).thenCompose(config -> first.thenCompose(done -> media.ice(config, at, restarted, whole)))
                .whenComplete((made, failure) -> {
            try {
                loop.execute(() -> {
                    if (failure != null) {
                        described.completeExceptionally(failed(failure));
                    } else if (wanted.getAsBoolean()) {
                        described.complete(made);
                    } else {
                        described.completeExceptionally(new MediaException("the description is not wanted any more"));
                    }
                });
            } catch (RejectedExecutionException loopGone) {
                described.completeExceptionally(new MediaException("the loop of the leg has ended", loopGone));
            }
        });
        return described;
    }

    private static MediaException failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof MediaException known ? known : new MediaException(String.valueOf(cause.getMessage()), cause);
    }
}
