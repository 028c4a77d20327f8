package io.rvoip.api.internal.rest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.rvoip.api.internal.http.Accept;
import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.ApiRequest;
import io.rvoip.api.internal.http.Handler;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.api.internal.json.JsonObject;
import io.rvoip.engine.EngineControl;
import io.rvoip.sip.trace.CallTrace;
import io.rvoip.sip.trace.TracedMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What was said in a call, in the form its reader asks for; what nobody may see has been taken out. */
public final class TraceOperations {
    private static final String TEXT = "text/plain";
    private static final String PCAP = "application/vnd.tcpdump.pcap";
    private static final List<String> FORMS = List.of(Answer.JSON, TEXT, PCAP);

    private final EngineControl engine;

    /** Over an engine. */
    public TraceOperations(EngineControl engine) {
        this.engine = engine;
    }

    /** By operationId. */
    public Map<String, Handler> handlers() {
        return Map.of("trace", this::trace);
    }

    private CompletionStage<Answer> trace(ApiRequest request) {
        String form = Accept.choose(request.headers().getAll(HttpHeaderNames.ACCEPT), FORMS).orElseThrow(() ->
                HttpProblem.of(406, "not-acceptable", "Not in this form", "Accept one of " + String.join(", ", FORMS) + ".")
                        .asException());
        String id = request.pathValue("id");
        return engine.trace(id).thenApply(trace -> trace.messages().isEmpty()
                ? Answer.problem(HttpProblem.notFound("There is no trace of such a call, or it is forgotten."))
                : shown(id, trace, form));
    }

    private static Answer shown(String id, CallTrace trace, String form) {
        return switch (form) {
            case TEXT -> Answer.text("text/plain; charset=utf-8", String.join("\n", trace.ladder()) + "\n");
            case PCAP -> new Answer.Content(200, PCAP, trace.pcapNg(), Map.of("Content-Disposition", "attachment; filename=\"call.pcapng\""));
            default -> Answer.json(200, new JsonObject().put("id", id)
                    .put("messages", trace.messages().stream().map(message -> json(trace, message)).toList()));
        };
    }

    private static JsonObject json(CallTrace trace, TracedMessage message) {
        return new JsonObject()
                .put("at", message.at())
                .put("direction", message.outgoing() ? "out" : "in")
                .put("transport", message.flow().protocol().uriName())
                .put("local", message.flow().local())
                .put("remote", message.flow().remote())
                .put("callId", message.message().callId())
                .put("summary", message.summary())
                .put("text", trace.text(message));
    }
}
