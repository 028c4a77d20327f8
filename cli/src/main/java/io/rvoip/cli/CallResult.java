package io.rvoip.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rvoip.session.CallEnd;
import io.rvoip.session.EndCause;
import io.rvoip.sip.header.Reason;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallQuality;
import io.rvoip.simple.MediaStats;
import io.rvoip.simple.SecurityReport;
import io.rvoip.sip.transport.tls.TlsSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The last line of {@code call} and {@code answer}: what became of the call, as one JSON object. */
final class CallResult {
    private static final int DIGITS = 1000;
    /** The longest that media takes to end on a machine that is not hung. */
    private static final int MEDIA_ENDS_MILLIS = 2000;

    private CallResult() {}

    /** 0 for a call that was answered and ended in the ordinary way, else 3. */
    static int exitCode(CallEnd end) {
        return end.ordinary() ? Exit.DONE : Exit.CALL_FAILED;
    }

    static String json(Call call, CallEnd end) {
        Optional<MediaStats> stats = finalStats(call);
        Optional<CallQuality> quality = stats.flatMap(MediaStats::quality);
        Map<String, @Nullable Object> line = start(state(end), end.ordinary() ? 200 : status(end), reason(end));
        line.put("codec", call.codec().map(codec -> codec.contains("/") ? codec.substring(0, codec.indexOf('/')) : codec).orElse(null));
        line.put("transport", call.security().transport().uriName());
        TlsSession tls = call.security().tls();
        line.put("tls", tls == null ? null : tls.toString());
        SecurityReport media = call.security();
        line.put("keying", PhoneOptions.securityWord(media.keying()));
        security(line, media.suite(), media.sas(), media.fingerprint());
        line.put("sent", stats.map(MediaStats::packetsSent).orElse(null));
        line.put("received", stats.map(MediaStats::packetsReceived).orElse(null));
        line.put("lost", stats.map(MediaStats::packetsLost).orElse(null));
        line.put("jitterMs", quality.map(CallQuality::jitterMillis).map(CallResult::measured).orElse(null));
        line.put("rttMs", quality.map(CallQuality::roundTripMillis).map(CallResult::measured).orElse(null));
        line.put("mos", quality.map(CallQuality::mosScore).map(CallResult::measured).orElse(null));
        return write(line);
    }

    /** A call that could not even be made. */
    static String json(String why, String transport) {
        Map<String, @Nullable Object> line = start("failed", null, why);
        line.put("codec", null);
        line.put("transport", transport);
        line.put("tls", null);
        line.put("keying", null);
        security(line, null, null, null);
        for (String figure : new String[] {"sent", "received", "lost", "jitterMs", "rttMs", "mos"}) {
            line.put(figure, null);
        }
        return write(line);
    }

    private static Map<String, @Nullable Object> start(String state, @Nullable Integer status, String reason) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("state", state);
        line.put("sipStatus", status);
        line.put("reason", reason);
        return line;
    }

    private static void security(Map<String, @Nullable Object> line, @Nullable String suite, @Nullable String sas,
            @Nullable String fingerprint) {
        line.put("suite", suite);
        line.put("sas", sas);
        line.put("fingerprint", fingerprint);
    }

    private static String state(CallEnd end) {
        return switch (end.cause()) {
            case HANGUP, CANCELLED -> "ended";
            case REJECTED, REDIRECTED -> "rejected";
            default -> "failed";
        };
    }

    /** What was counted is final once nothing is left of the media. */
    private static Optional<MediaStats> finalStats(Call call) {
        call.media().ifPresent(media -> media.closed().toCompletableFuture()
            .completeOnTimeout(null, MEDIA_ENDS_MILLIS, TimeUnit.MILLISECONDS).join());
        return call.mediaStats();
    }

    private static @Nullable Integer status(CallEnd end) {
        return end.status() == 0 ? null : end.status();
    }

    private static String reason(CallEnd end) {
        if (end.cause() == EndCause.HANGUP && !end.reasons().isEmpty()) {
            Reason reason = end.reasons().get(0);
            return reason.toString();
        }
        return end.text();
    }

    private static @Nullable Double measured(OptionalDouble value) {
        return value.isPresent() ? (double) Math.round(value.getAsDouble() * DIGITS) / DIGITS : null;
    }

    private static String write(Map<String, @Nullable Object> line) {
        try {
            return new ObjectMapper().writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of plain values", e);
        }
    }
}
