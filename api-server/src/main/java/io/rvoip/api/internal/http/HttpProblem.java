package io.rvoip.api.internal.http;

import io.rvoip.api.internal.json.Json;
import io.rvoip.api.internal.json.JsonObject;
import java.util.Map;

/**
 * A refusal as RFC 9457 has it.
 *
 * @param status of HTTP, 400–599
 * @param slug names the kind, stable for programs
 * @param title the kind in words
 * @param detail this case in words, without repeating what was sent; may be empty
 * @param headers that go with it
 */
public record HttpProblem(int status, String slug, String title, String detail, Map<String, String> headers) {
    private static final String TYPE = "urn:rvoip:problem:";

    /** Checks the status and copies the headers. */
    public HttpProblem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400-599)");
        }
        headers = Map.copyOf(headers);
    }

    /** One without headers. */
    public static HttpProblem of(int status, String slug, String title, String detail) {
        return new HttpProblem(status, slug, title, detail, Map.of());
    }

    /** There is nothing here. */
    public static HttpProblem notFound(String detail) {
        return of(404, "not-found", "Not found", detail);
    }

    /** The request makes no sense. */
    public static HttpProblem badRequest(String detail) {
        return of(400, "bad-request", "Bad request", detail);
    }

    /** With headers. */
    public HttpProblem withHeaders(Map<String, String> fields) {
        return new HttpProblem(status, slug, title, detail, fields);
    }

    /** To be thrown. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    byte[] body() {
        JsonObject json = new JsonObject().put("type", TYPE + slug).put("title", title).put("status", status);
        return Json.bytes(detail.isEmpty() ? json : json.put("detail", detail));
    }
}
