package io.rvoip.session;

import io.rvoip.session.offer.OfferKind;
import io.rvoip.session.offer.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Descriptions that the application makes: offers are handed over, its answers awaited. */
final class RelayMedia implements SessionMedia {
    private final Consumer<SdpBody> onOffer;
    private final Runnable onOfferWanted;
    private @Nullable SdpBody nextOffer;
    private @Nullable SdpBody openOffer;
    private @Nullable SdpBody said;
    private @Nullable CompletableFuture<MediaAnswer> awaited;

    /**
     * @param onOffer hears each offer of the far end; {@link #give} is called later
     * @param onOfferWanted hears that the far end wants an offer; {@link #give} is called later
     */
    RelayMedia(Consumer<SdpBody> onOffer, Runnable onOfferWanted) {
        this.onOffer = onOffer;
        this.onOfferWanted = onOfferWanted;
    }

    /** The offer that the next call of {@link #offer} sends. */
    void nextOffer(SdpBody body) {
        nextOffer = body;
    }

    /** Our description, sent in another way than through here. */
    void said(SdpBody body) {
        said = body;
    }

    /** Our description as it is in force; null before the first. */
    @Nullable SdpBody said() {
        return said;
    }

    @Override
    public CompletionStage<SdpBody> offer(OfferKind kind) {
        SdpBody body = nextOffer;
        nextOffer = null;
        if (body != null) {
            openOffer = body;
            return CompletableFuture.completedStage(body);
        }
        CompletableFuture<MediaAnswer> wanted = new CompletableFuture<>();
        awaited = wanted;
        onOfferWanted.run();
        return wanted.thenApply(RelayMedia::bodyOrRefusal);
    }

    private static SdpBody bodyOrRefusal(MediaAnswer given) {
        if (given instanceof MediaAnswer.Accepted accepted) {
            return accepted.body();
        }
        throw new MediaException(((MediaAnswer.Refused) given).refusal().text());
    }

    @Override
    public CompletionStage<MediaAnswer> answer(SdpBody remoteOffer) {
        CompletableFuture<MediaAnswer> answer = new CompletableFuture<>();
        awaited = answer;
        onOffer.accept(remoteOffer);
        return answer;
    }

    /** Whether an answer of the application is awaited. */
    boolean awaiting() {
        return awaited != null;
    }

    /** The application's answer or refusal. */
    void give(MediaAnswer answer) {
        if (answer instanceof MediaAnswer.Accepted accepted) {
            said = accepted.body();
        }
        CompletableFuture<MediaAnswer> waiting = awaited;
        awaited = null;
        if (waiting != null) {
            waiting.complete(answer);
        }
    }

    @Override
    public Optional<Refusal> accept(SdpBody remoteAnswer) {
        if (openOffer != null) {
            said = openOffer;
            openOffer = null;
        }
        return Optional.empty();
    }

    @Override
    public void rollback() {
        openOffer = null;
        awaited = null;
    }

    @Override
    public boolean heldByRemote() {
        return false;
    }

    @Override
    public Optional<MediaLeg> leg() {
        return Optional.empty();
    }

    @Override
    public void close() {
        awaited = null;
    }
}
