package io.rvoip.api.internal.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.rvoip.api.WebPhone;
import io.rvoip.api.internal.http.Answer;
import io.rvoip.api.internal.http.HttpProblem;
import io.rvoip.api.internal.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers for the page: its files and what it is told of the platform. Open to everybody, as its users have no key; they
 * sign in to SIP. Thread-safe.
 */
public final class PhonePage {
    private static final String FIRST_SEGMENT = WebPhone.PATH.substring(1);
    private static final String SETTINGS = "settings.json";
    private static final int SETTINGS_DEPTH = 2;
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ASK_EACH_TIME = "no-cache";
    private static final String GZIP = "gzip";

    private final WebPhone phone;
    private final PageFiles files = PageFiles.load();

    /** Reads the files. */
    public PhonePage(WebPhone phone) {
        this.phone = phone;
    }

    /** Whether a path, with a slash at its end or the root itself, is what people type who look for the page. */
    public boolean isNear(String target) {
        return target.equals("/") || target.equals(WebPhone.PATH + "/");
    }

    /** Sends them to the page. */
    public Answer there() {
        return new Answer.Content(302, "", new byte[0], Map.of("Location", WebPhone.PATH));
    }

    /** Whether a path belongs to the page. */
    public boolean owns(List<String> path) {
        return path.get(0).equals(FIRST_SEGMENT);
    }

    /**
     * Answers a request.
     *
     * @param headers of a request whose Host was found to be ours
     * @throws io.rvoip.api.internal.http.ProblemException when there is no such file, or for another method than GET
     */
    public Answer answer(String method, List<String> path, HttpHeaders headers) {
        String name = path.size() == 1 ? "index.html" : String.join("/", path.subList(1, path.size()));
        boolean settings = path.size() == SETTINGS_DEPTH && name.equals(SETTINGS);
        if (!settings && files.find(name).isEmpty()) {
            throw HttpProblem.notFound("").asException();
        }
        if (!method.equals("GET")) {
            throw HttpProblem.of(405, "method-not-allowed", "Not with this method", "")
                    .withHeaders(Map.of("Allow", "GET")).asException();
        }
        String host = host(headers.get(HttpHeaderNames.HOST));
        return settings ? settings(host) : file(files.find(name).orElseThrow(), host, headers);
    }

    private Answer settings(String host) {
        return Answer.json(200, new JsonObject().put("domain", phone.domain()).putTexts("servers", servers(host))
                .put("relays", phone.relays())
                .put("iceServers", phone.stunServers().get().stream().map(url -> new JsonObject().putTexts("urls", List.of(url))).toList()));
    }

    private Answer file(PageFiles.PageFile file, String host, HttpHeaders headers) {
        boolean packed = accepts(headers.get(HttpHeaderNames.ACCEPT_ENCODING, ""));
        String tag = "\"" + file.tag() + (packed ? "-" + GZIP : "") + "\"";
        Map<String, String> fields = new HashMap<>(pageHeaders(host));
        fields.put("Cache-Control", file.hashed() ? FOR_EVER : ASK_EACH_TIME);
        fields.put("ETag", tag);
        fields.put("Vary", "Accept-Encoding");
        if (known(headers.get(HttpHeaderNames.IF_NONE_MATCH, ""), tag)) {
            return new Answer.Content(304, "", new byte[0], fields);
        }
        if (packed) {
            fields.put("Content-Encoding", GZIP);
        }
        return new Answer.Content(200, file.type(), packed ? file.packed() : file.plain(), fields);
    }

    /** Scripts and styles from here alone, connections to here and to our SIP listeners; microphones for this page and no frame. */
    private Map<String, String> pageHeaders(String host) {
        return Map.of(
                "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' "
                        + String.join(" ", servers(host)) + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                        + "require-trusted-types-for 'script'; trusted-types 'none'",
                "Permissions-Policy", "microphone=(self), speaker-selection=(self), camera=(), geolocation=(), display-capture=()",
                "Cross-Origin-Opener-Policy", "same-origin");
    }

    private List<String> servers(String host) {
        return phone.servers().get().stream().map(url -> url.replace("://:", "://" + host + ":")).toList();
    }

    /** Without the port: that of SIP is another one. */
    private static String host(String authority) {
        return authority.replaceFirst(":[0-9]+$", "");
    }

    /** RFC 9110 §12.5.3, as far as browsers go: named, and not with a weight of nothing. */
    private static boolean accepts(String encodings) {
        for (String one : encodings.split(",")) {
            String[] parts = one.strip().split("\\s*;\\s*");
            if (parts[0].equalsIgnoreCase(GZIP)) {
                return parts.length < 2 || !parts[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /** RFC 9110 §13.1.2, compared weakly. */
    private static boolean known(String tags, String tag) {
        for (String one : tags.split(",")) {
            String bare = one.strip();
            if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
