package io.rvoip.engine.push;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Calls a sender, whatever it does. */
final class Sending {
    private Sending() {}

    /** @return never fails: whether it was taken. @param failed hears why it was not, where the sender said so */
    static CompletionStage<Boolean> by(PushSender sender, PushNotice notice, Consumer<String> failed) {
        CompletionStage<Boolean> sent;
        try {
            sent = sender.send(notice);
        } catch (RuntimeException thrown) {
            sent = CompletableFuture.failedStage(thrown);
        }
        return sent.handle((taken, failure) -> {
            if (failure != null) {
                failed.accept(failure.toString());
            }
            return failure == null && taken;
        });
    }
}
