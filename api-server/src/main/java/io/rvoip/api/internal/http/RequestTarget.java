package io.rvoip.api.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The path and the query of a request, decoded once and for all. A path has one spelling only: empty segments, dot
 * segments, path parameters ({@code ;}), encoded slashes and backslashes, and controls are refused, so that no proxy
 * in front can read it in another way.
 *
 * @param path the segments
 * @param query the parameters
 */
public record RequestTarget(List<String> path, Map<String, String> query) {
    /** Of a request that is answered without looking at its path. */
    static final RequestTarget NOWHERE = new RequestTarget(List.of(), Map.of());

    private static final Pattern LEGAL = Pattern.compile("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");
    private static final int MOST_PARAMETERS = 16;
    /** Names under which people put keys into addresses, where proxies and histories keep them. */
    private static final Set<String> KEY_NAMES = Set.of("access_token", "token", "api_key", "api-key", "apikey", "key",
            "auth", "authorization", "bearer", "secret", "password");

    /** Copies the collections. */
    public RequestTarget {
        path = List.copyOf(path);
        query = Map.copyOf(query);
    }

    /** Whether a request target is an absolute path of legal characters (RFC 9112 §3.2.1). */
    static boolean legal(String target) {
        return LEGAL.matcher(target).matches();
    }

    /**
     * Reads a target.
     *
     * @throws ProblemException 404 for a path that is refused, 400 for the rest
     */
    public static RequestTarget parse(String target) {
        if (!legal(target)) {
            throw HttpProblem.badRequest("The request target is not an absolute path.").asException();
        }
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        return new RequestTarget(segments(path), parameters(question < 0 ? "" : target.substring(question + 1)));
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String raw : path.substring(1).split("/", -1)) {
            String segment = raw.indexOf(';') >= 0 ? "" : decode(raw);
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..") || unsafe(segment)) {
                throw HttpProblem.notFound("").asException();
            }
            segments.add(segment);
        }
        return segments;
    }

    private static boolean unsafe(String segment) {
        return segment.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", MOST_PARAMETERS + 1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (KEY_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
                throw HttpProblem.of(400, "key-in-query", "Keys do not belong into addresses",
                        "Send Authorization: Bearer SECRET, and replace the key: addresses are logged on the way.")
                        .asException();
            }
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1).replace("+", "%20"));
            if (parameters.size() == MOST_PARAMETERS || parameters.put(name, value) != null) {
                throw HttpProblem.badRequest("A query parameter is given twice, or there are too many.").asException();
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteBuffer octets = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                octets.put((byte) Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                octets.put((byte) c);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            throw HttpProblem.notFound("").asException();
        }
    }
}
