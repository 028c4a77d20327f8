package io.rvoip.hostile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A user's credentials and a digest of its own making (RFC 7616), so that it shares no error with what it tests. */
public final class Account {
    private final String user;
    private final String password;
    private String realm = "";
    private String nonce = "";
    private String algorithm = "";
    private int count;

    public Account(String user, String password) {
        this.user = user;
        this.password = password;
    }

    String user() {
        return user;
    }

    boolean isChallenged() {
        return !nonce.isEmpty();
    }

    String nonce() {
        return nonce;
    }

    /** Remembers a WWW-Authenticate or Proxy-Authenticate. */
    public void challenged(String challenge) {
        realm = parameter(challenge, "realm");
        nonce = parameter(challenge, "nonce");
        algorithm = parameter(challenge, "algorithm");
        count = 0;
    }

    private static String parameter(String challenge, String name) {
        Matcher found = Pattern.compile("[ ,]" + name + "=\"?([^\",]*)").matcher(challenge);
        return found.find() ? found.group(1) : "";
    }

    /** A right answer. */
    public String answer(String method, String uri) {
        return answer(method, uri, Map.of());
    }

    /**
     * An answer with some parameters as given; one that is empty is left out. The digest is right for the realm, the
     * nonce and the user of the challenge, and covers what is given for {@code uri}, {@code cnonce} and {@code nc}.
     */
    String answer(String method, String uri, Map<String, String> given) {
        String nc = given.getOrDefault("nc", String.format("%08x", ++count));
        String cnonce = given.getOrDefault("cnonce", "0a4f113b");
        String covered = given.getOrDefault("uri", uri);
        String ha1 = hash(user + ":" + realm + ":" + password);
        String ha2 = hash(method + ":" + covered);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("username", quoted(user));
        all.put("realm", quoted(realm));
        all.put("nonce", quoted(nonce));
        all.put("uri", quoted(covered));
        all.put("response", quoted(hash(ha1 + ":" + nonce + ":" + nc + ":" + cnonce + ":auth:" + ha2)));
        all.put("algorithm", algorithm);
        all.put("qop", "auth");
        all.put("nc", nc);
        all.put("cnonce", quoted(cnonce));
        given.forEach((name, value) -> all.compute(name, (same, old) ->
            old != null && old.startsWith("\"") && !value.isEmpty() ? quoted(value) : value));
        return "Digest " + all.entrySet().stream().filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm.isEmpty() ? "MD5" : algorithm.replace("512-256", "512/256"));
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException unknown) {
            throw new AssertionError(unknown);
        }
    }
}
