package io.rvoip.api.internal.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.rvoip.api.HttpLimits;
import io.rvoip.api.internal.contract.Operation;
import io.rvoip.api.internal.contract.Router;
import io.rvoip.api.internal.events.EventSocket;
import io.rvoip.api.internal.events.EventSockets;
import io.rvoip.api.internal.web.PhonePage;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.common.TimeSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * The way of a request, in this order: is the server still open, is the path well formed, is the host ours and the
 * origin welcome, is it for the page, does the contract have the operation, may the caller do it, are the parameters and the body those
 * of the operation. Then its handler. Reactor's publishers go no further than this class and the body. Thread-safe.
 */
public final class HttpGate {
    private static final Logger LOG = LoggerFactory.getLogger(HttpGate.class);
    private static final String NO_OPERATION = "none";
    private static final String PAGE = "phonePage";

    private final Router<Handler> router;
    private final Authorizer authorizer;
    private final OriginPolicy origins;
    private final @Nullable PhonePage page;
    private final BodyReader bodies;
    private final ApiMetrics metrics;
    private final ApiAudit audit;
    private final TimeSource time;
    private final RateLimitedLog failures;
    private volatile boolean closed;

    /**
     * Everything a request passes.
     *
     * @param page for browsers, beside the contract; null where there is none
     */
    public HttpGate(Router<Handler> router, Authorizer authorizer, OriginPolicy origins, @Nullable PhonePage page,
            HttpLimits limits, Metrics metrics, ApiAudit audit, TimeSource time) {
        this.router = router;
        this.authorizer = authorizer;
        this.origins = origins;
        this.page = page;
        this.bodies = new BodyReader(limits.body());
        this.metrics = new ApiMetrics(metrics);
        this.audit = audit;
        this.time = time;
        this.failures = new RateLimitedLog(LOG, time);
    }

    /** From now on each request is refused with 503. */
    public void close() {
        closed = true;
    }

    /** Answers a request; never fails. */
    public Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        long began = time.nanoTime();
        Asked asked = new Asked();
        return Mono.defer(() -> admitted(request, asked))
                .onErrorResume(failure -> Mono.just(refusal(asked.operation, failure)))
                .flatMap(answer -> {
                    int status = answer instanceof Answer.Content content ? content.status() : 101;
                    metrics.answered(asked.operation, status, time.nanoTime() - began);
                    CrossOrigin.fill(response.responseHeaders(), asked.page, asked.methods);
                    return send(request, response, answer);
                });
    }

    /** What has been found out about a request, which its answer depends on even when it is refused. */
    private static final class Asked {
        private String operation = NO_OPERATION;
        private Optional<String> page = Optional.empty();
        private Set<String> methods = Set.of();
    }

    private Mono<Answer> admitted(HttpServerRequest request, Asked asked) {
        if (closed) {
            throw HttpProblem.of(503, "stopping", "The platform stops", "")
                    .withHeaders(Map.of("Retry-After", "5")).asException();
        }
        HttpHeaders headers = request.requestHeaders();
        boolean nearPage = page != null && page.isNear(request.uri());
        RequestTarget target = nearPage ? RequestTarget.NOWHERE : RequestTarget.parse(request.uri());
        Channel channel = channel(request);
        origins.check(headers.getAll(HttpHeaderNames.HOST), headers.getAll(HttpHeaderNames.ORIGIN), TlsDoor.encrypts(channel));
        if (page != null && (nearPage || page.owns(target.path()))) {
            asked.operation = PAGE;
            return Mono.just(nearPage ? page.there() : page.answer(request.method().name(), target.path(), headers));
        }
        asked.methods = router.methods(target.path());
        asked.page = origins.listed(headers.getAll(HttpHeaderNames.ORIGIN)).filter(theirs -> CrossOrigin.opens(asked.methods));
        Router.Match<Handler> match = route(request.method().name(), target.path(), asked.methods);
        Operation operation = match.operation();
        asked.operation = operation.id();
        if (!operation.query().containsAll(target.query().keySet())) {
            throw HttpProblem.badRequest("A query parameter is not known here.").asException();
        }
        return authorized(request, operation, headers, channel).flatMap(caller -> bodies.read(request, operation.bodies())
                .flatMap(body -> Mono.fromCompletionStage(() -> asked(match, new ApiRequest(caller,
                        match.parameters(), target.query(), headers, body, channel)))));
    }

    private CompletionStage<Answer> asked(Router.Match<Handler> match, ApiRequest request) {
        try {
            return match.handler().handle(request).whenComplete((done, failure) ->
                    audit.answered(match.operation(), request, outcome(done, failure)));
        } catch (ProblemException refused) {
            audit.answered(match.operation(), request, outcome(null, refused));
            throw refused;
        }
    }

    private static String outcome(@Nullable Answer answer, @Nullable Throwable failure) {
        if (answer instanceof Answer.Content content) {
            return Integer.toString(content.status());
        }
        if (failure instanceof ProblemException refused) {
            return Integer.toString(refused.problem().status());
        }
        return failure == null ? "101" : "failed";
    }

    private Router.Match<Handler> route(String method, List<String> path, Set<String> methods) {
        return router.match(method, path).orElseThrow(() -> {
            if (methods.isEmpty() && !method.equals("TRACE") && !method.equals("CONNECT")) {
                return HttpProblem.notFound("").asException();
            }
            return HttpProblem.of(405, "method-not-allowed", "Not with this method", "")
                    .withHeaders(Map.of("Allow", String.join(", ", methods))).asException();
        });
    }

    private Mono<Caller> authorized(HttpServerRequest request, Operation operation, HttpHeaders headers, Channel channel) {
        InetAddress source = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        List<String> credentials = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (!Authorizer.isUser(operation, credentials)) {
            return Mono.just(granted(authorizer.decide(operation, credentials, source, time.nanoTime()), operation, headers, channel));
        }
        return Mono.fromCompletionStage(() -> authorizer.decideUser(
                        request.method().name(), request.uri(), credentials.get(0), source, time.nanoTime()))
                .map(decision -> granted(decision, operation, headers, channel));
    }

    private Caller granted(Decision decision, Operation operation, HttpHeaders headers, Channel channel) {
        if (decision instanceof Decision.Denied denied) {
            audit.refused(operation, denied, headers.contains(HttpHeaderNames.AUTHORIZATION), channel);
            throw denied.problem().asException();
        }
        return ((Decision.Granted) decision).caller();
    }

    private Answer refusal(String operation, Throwable thrown) {
        Throwable failure = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause()
                : thrown;
        if (failure instanceof ProblemException refused) {
            return Answer.problem(refused.problem());
        }
        failures.warn("API operation {} failed", operation, failure);
        return Answer.problem(HttpProblem.of(500, "internal", "The platform failed", "The log says how."));
    }

    private static Mono<Void> send(HttpServerRequest request, HttpServerResponse response, Answer answer) {
        if (answer instanceof Answer.Upgrade upgrade) {
            return upgrade(request, response, upgrade.socket());
        }
        Answer.Content content = (Answer.Content) answer;
        response.status(content.status());
        ResponseHeaders.fill(response.responseHeaders(), content, channel(request));
        if (content.status() >= 400 && BodyReader.announced(request.requestHeaders())) {
            response.keepAlive(false); // what is left of the body is not worth reading
        }
        return content.body().length == 0 ? response.send() : response.sendByteArray(Mono.just(content.body())).then();
    }

    private static Mono<Void> upgrade(HttpServerRequest request, HttpServerResponse response, EventSocket socket) {
        Channel channel = channel(request);
        WebsocketServerSpec spec = WebsocketServerSpec.builder()
                .protocols(EventSockets.PROTOCOL)
                .maxFramePayloadLength(socket.largestFrame())
                .compress(false)
                .build();
        return response.sendWebsocket((in, out) -> {
            socket.begin();
            return Mono.<Void>create(sink -> channel.closeFuture().addListener(gone -> sink.success()));
        }, spec).doOnError(failure -> channel.close());
    }

    private static Channel channel(HttpServerRequest request) {
        AtomicReference<Channel> found = new AtomicReference<>();
        request.withConnection(connection -> found.set(connection.channel()));
        return found.get();
    }
}
