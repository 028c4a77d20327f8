package io.rvoip.api.internal.rest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.GenericFutureListener;
import io.rvoip.api.TurnGrant;
import io.rvoip.api.internal.http.Accept;
import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.common.IdSource;
import io.rvoip.engine.whip.WhipCall;
import io.rvoip.engine.whip.WhipCalls;
import io.rvoip.engine.whip.WhipOutcome;
import io.rvoip.engine.whip.WhipPatch;
import io.rvoip.engine.whip.WhipRefusal;
import io.rvoip.engine.whip.WhipRequest;
import io.rvoip.engine.whip.WhipWay;
import io.rvoip.ice.IceFragment;
import io.rvoip.ice.IceFragmentResult;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * WebRTC-HTTP ingestion (WHIP, RFC 9725), and the same towards the client (WHEP): a POST begins a call as whom the key is named
 * after, and is answered when the called side is there; the session is a resource until the call ends.
 */
public final class WhipOperations {
    private static final String SDP = "application/sdp";
    private static final Duration SPARE = Duration.ofSeconds(5);
    private static final String RETRY_AFTER = "5";
    private static final int LONGEST_CALLED = 128;

    private final Supplier<Optional<WhipCalls>> calls;
    private final Function<String, Optional<TurnGrant>> turn;
    private final WhipSessions sessions;

    /**
     * @param calls who begins them; empty where nobody does
     * @param turn makes credentials for a user; empty where there is no server, or none that knows such credentials
     */
    public WhipOperations(Supplier<Optional<WhipCalls>> calls, Function<String, Optional<TurnGrant>> turn, IdSource ids) {
        this.calls = calls;
        this.turn = turn;
        sessions = new WhipSessions(ids);
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        Map<String, Handler> all = new HashMap<>();
        handlers(all, WhipWay.PUBLISH, "whip", "publish");
        handlers(all, WhipWay.PLAY, "whep", "play");
        return all;
    }

    private void handlers(Map<String, Handler> all, WhipWay way, String name, String begin) {
        all.put(name + "Options", request -> options("Accept-Post", SDP));
        all.put(name + "Endpoint", request -> done(Answer.nothing()));
        all.put(begin, request -> begin(way, name, request));
        all.put(name + "SessionOptions", request -> options("Accept-Patch", IceFragment.CONTENT_TYPE));
        all.put(name + "Session", request -> {
            sessions.find(way, request);
            return done(Answer.nothing());
        });
        all.put(name + "SessionPatch", request -> patch(sessions.find(way, request), request));
        all.put(name + "SessionEnd", request -> {
            sessions.find(way, request).call().end();
            return done(new Answer.Content(200, "", new byte[0], Map.of("Content-Length", "0")));
        });
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static CompletionStage<Answer> options(String field, String type) {
        return done(new Answer.Content(200, "", new byte[0], Map.of(field, type, "Content-Length", "0")));
    }

    private CompletionStage<Answer> begin(WhipWay way, String name, ApiRequest request) {
        WhipCalls calling = calls.get().orElseThrow(() ->
                HttpProblem.notFound("This platform makes no calls of its own.").asException());
        String called = request.pathValue("called");
        if (called.isEmpty() || called.length() > LONGEST_CALLED || called.chars().anyMatch(Character::isISOControl)) {
            throw HttpProblem.notFound("Nobody has such a name.").asException();
        }
        if (Accept.choose(request.headers().getAll(HttpHeaderNames.ACCEPT), List.of(SDP)).isEmpty()) {
            throw HttpProblem.of(406, "not-acceptable", "Not to be had in such a form", "An answer is " + SDP + ".").asException();
        }
        if (request.body().isEmpty()) {
            throw HttpProblem.badRequest("An offer is needed.").asException();
        }
        Channel channel = request.channel();
        request.awaits(WhipCalls.PATIENCE.plus(SPARE));
        WhipCalls.Attempt attempt = calling.begin(new WhipRequest(request.caller().name(), called, way, request.body(),
                request.encrypted(), (InetSocketAddress) channel.localAddress(), (InetSocketAddress) channel.remoteAddress()));
        GenericFutureListener<ChannelFuture> gone = closed -> attempt.giveUp();
        channel.closeFuture().addListener(gone);
        return attempt.outcome().thenApply(outcome -> {
            channel.closeFuture().removeListener(gone);
            if (outcome instanceof WhipOutcome.Refused refused) {
                return Answer.problem(problem(refused.why()));
            }
            WhipOutcome.Begun begun = (WhipOutcome.Begun) outcome;
            if (!channel.isActive()) {
                begun.call().end(); // nobody is there to learn where the session is
            }
            return created(sessions.add(way, request.caller().name(), begun.call()), name, request, begun.answer());
        });
    }

    private Answer created(WhipSessions.Session session, String name, ApiRequest request, String answer) {
        Map<String, String> fields = new HashMap<>();
        fields.put("Location", "/v1/" + name + "/sessions/" + session.id());
        fields.put("ETag", session.tag());
        String links = turn.apply(request.caller().name()).map(WhipOperations::links).orElse("");
        if (!links.isEmpty()) {
            fields.put("Link", links);
        }
        return new Answer.Content(201, SDP, answer.getBytes(StandardCharsets.UTF_8), fields);
    }

    /** RFC 9725 §4.6: who wants relays makes them known to the far end as candidates that come later. */
    private static String links(TurnGrant grant) {
        StringBuilder links = new StringBuilder();
        for (String uri : grant.uris()) {
            links.append(links.isEmpty() ? "" : ", ").append('<').append(uri).append(">; rel=\"ice-server\"");
            if (!uri.startsWith("stun")) {
                links.append("; username=").append(quoted(grant.username())).append("; credential=")
                        .append(quoted(grant.password().reveal())).append("; credential-type=\"password\"");
            }
        }
        return links.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static CompletionStage<Answer> patch(WhipSessions.Session session, ApiRequest request) {
        session.require(request.headers().getAll(HttpHeaderNames.IF_MATCH));
        IceFragmentResult read = IceFragment.read(request.body());
        if (read instanceof IceFragmentResult.Malformed malformed) {
            throw HttpProblem.badRequest("body: " + malformed.reason()).asException();
        }
        WhipCall call = session.call();
        return call.patch(((IceFragmentResult.Parsed) read).fragment()).thenApply(outcome -> {
            if (outcome instanceof WhipPatch.Restarted restarted) {
                return new Answer.Content(200, IceFragment.CONTENT_TYPE,
                        restarted.ours().write().getBytes(StandardCharsets.UTF_8), Map.of("ETag", session.anew()));
            }
            return outcome instanceof WhipPatch.Refused refused ? Answer.problem(problem(refused.why())) : Answer.nothing();
        });
    }

    private static HttpProblem problem(WhipRefusal why) {
        return switch (why.reason()) {
            case MALFORMED -> HttpProblem.badRequest(why.text());
            case NOT_ACCEPTABLE -> HttpProblem.of(422, "unprocessable", "Not to be had in this way", why.text());
            case NOT_FOUND -> HttpProblem.notFound(why.text());
            case FORBIDDEN -> HttpProblem.of(403, "refused", "Not for this caller", why.text());
            case NOT_NOW -> later(409, "conflict", "Not now", why.text());
            case FULL -> later(503, "full", "No room now", why.text());
            case NO_ANSWER -> HttpProblem.of(504, "no-answer", "Nobody answered", why.text());
            case FAILED -> HttpProblem.of(502, "failed", "The call came to nothing", why.text());
        };
    }

    private static HttpProblem later(int status, String slug, String title, String detail) {
        return HttpProblem.of(status, slug, title, detail).withHeaders(Map.of("Retry-After", RETRY_AFTER));
    }
}
