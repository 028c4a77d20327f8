package io.rvoip.api.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Takes a body in, up to the limit, where the operation has one. */
final class BodyReader {
    private final int most;

    BodyReader(int most) {
        this.most = most;
    }

    /** Whether a request says that content follows. */
    static boolean announced(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || headers.contains(HttpHeaderNames.CONTENT_LENGTH) && !"0".equals(length(headers));
    }

    /**
     * The body as text; empty without one.
     *
     * @param types those that may come; none where no body may
     * @throws ProblemException when it is not expected (400), of another type (415) or too large (413), as far as the header
     *     says so; otherwise the publisher fails with it
     */
    Mono<String> read(HttpServerRequest request, Set<String> types) {
        HttpHeaders headers = request.requestHeaders();
        if (!announced(headers)) {
            return Mono.just("");
        }
        if (types.isEmpty()) {
            throw HttpProblem.badRequest("This operation takes no body.").asException();
        }
        CharSequence type = HttpUtil.getMimeType(headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
        if (type == null || !types.contains(type.toString().toLowerCase(Locale.ROOT))) {
            throw unsupported(request.method(), String.join(", ", types)).asException();
        }
        String length = length(headers);
        if (length != null && (length.length() > 9 || Integer.parseInt(length) > most)) {
            throw tooLarge();
        }
        return request.receive().reduceWith(ByteArrayOutputStream::new, this::add).map(BodyReader::text);
    }

    /** Names what is taken, also where clients look for it (RFC 5789 §2.2, RFC 9725 §4.2). */
    private static HttpProblem unsupported(HttpMethod method, String types) {
        HttpProblem problem = HttpProblem.of(415, "unsupported-media-type", "Not of a type that is taken here", "Send " + types + ".");
        return method.equals(HttpMethod.PATCH) ? problem.withHeaders(Map.of("Accept-Patch", types))
                : method.equals(HttpMethod.POST) ? problem.withHeaders(Map.of("Accept-Post", types)) : problem;
    }

    private static @Nullable String length(HttpHeaders headers) {
        return headers.get(HttpHeaderNames.CONTENT_LENGTH);
    }

    private ByteArrayOutputStream add(ByteArrayOutputStream body, ByteBuf part) {
        if (body.size() + part.readableBytes() > most) {
            throw tooLarge();
        }
        byte[] octets = new byte[part.readableBytes()];
        part.readBytes(octets);
        body.writeBytes(octets);
        return body;
    }

    private ProblemException tooLarge() {
        return HttpProblem.of(413, "content-too-large", "The body is too large", "At most " + most + " octets.")
                .asException();
    }

    private static String text(ByteArrayOutputStream body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.toByteArray())).toString();
        } catch (CharacterCodingException notUtf8) {
            throw HttpProblem.badRequest("The body is not UTF-8.").asException();
        }
    }
}
