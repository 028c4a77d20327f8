package io.rvoip.session;

import io.rvoip.common.Loop;
import io.rvoip.sip.transport.dns.Resolution;
import io.rvoip.sip.transport.dns.SipResolver;
import io.rvoip.sip.uri.Uri;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the addresses a URI leads to (RFC 3263). Thread-safe. */
@FunctionalInterface
public interface TargetResolver {
    /**
     * Resolves a URI.
     *
     * @param draw 64 random bits; the same ones lead to the same of several equal servers, while it is there
     * @return never fails: what goes wrong is a {@link Resolution} too. May complete on any thread
     */
    CompletionStage<Resolution> resolve(Uri uri, long draw);

    /** Understands addresses; host names fail. Never blocks. */
    static TargetResolver addressesOnly() {
        return (uri, draw) -> CompletableFuture.completedStage(SipResolver.atOnce(uri)
                .orElseGet(() -> new Resolution.Unusable("host names are not looked up here")));
    }

    /**
     * Asks the domain name system about host names; addresses are answered at once.
     *
     * @param loop of the resolver
     */
    static TargetResolver dns(SipResolver resolver, Loop loop) {
        return (uri, draw) -> {
            CompletableFuture<Resolution> found = new CompletableFuture<>();
            SipResolver.atOnce(uri).ifPresentOrElse(found::complete, () -> {
                if (loop.inLoop()) {
                    resolver.resolve(uri, draw, found::complete);
                } else {
                    loop.execute(() -> resolver.resolve(uri, draw, found::complete));
                }
            });
            return found;
        };
    }
}
