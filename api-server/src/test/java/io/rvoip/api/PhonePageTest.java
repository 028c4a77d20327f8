package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rvoip.api.internal.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page for browsers, as its server hands it out. */
class PhonePageTest {
    private static final String HOST = "Host: phone.example.com:8443";
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"(/phone/[^\"]+)\"");
    private static final AtomicReference<List<String>> SERVERS = new AtomicReference<>(List.of("wss://:7443"));
    private static ApiLab lab;

    @BeforeAll
    static void open() {
        assumeTrue(WebPhone.isBuilt(), "the page is not in this build (apt-get install npm)");
        lab = new ApiLab(settings -> settings.withHosts(Set.of("phone.example.com")),
            server -> server.withPhone(new WebPhone("example.com", SERVERS::get, () -> List.of("stun:192.0.2.1:3478"), true)));
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @AfterEach
    void aGoodRequestStillPasses() {
        SERVERS.set(List.of("wss://:7443"));
        assertThat(lab.get("/v1/calls", ApiLab.ADMIN).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lab.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void isThereForEverybodyAndMayOnlyRunWhatComesFromHere() throws IOException {
        String page = lab.rawGet("/phone", HOST);
        assertThat(page).startsWith("HTTP/1.1 200 ").contains("<title>Phone</title>");
        assertThat(page.toLowerCase()).contains("content-type: text/html; charset=utf-8\r\n", "x-content-type-options: nosniff\r\n",
            "x-frame-options: deny\r\n", "referrer-policy: no-referrer\r\n", "cross-origin-opener-policy: same-origin\r\n",
            "permissions-policy: microphone=(self)", "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; connect-src 'self' wss://phone.example.com:7443; ");
        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)").doesNotContainPattern("<style").doesNotContainPattern(" (style|on[a-z]+)=\"");
    }

    @Test
    void namesFilesThatAreThereAndMayBeKeptForEver() throws IOException, InterruptedException {
        List<String> named = REFERENCE.matcher(new String(get("/phone").body())).results().map((MatchResult match) -> match.group(1)).toList();
        assertThat(named).anyMatch(name -> name.endsWith(".js")).anyMatch(name -> name.endsWith(".css")).anyMatch(name -> name.endsWith(".svg"));
        for (String name : named) {
            HttpResponse<byte[]> file = get(name);
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(header(file, "cache-control")).as(name).isEqualTo(name.contains("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
        }
    }

    @ParameterizedTest
    @CsvSource({"index.html,text/html; charset=utf-8", "licences.txt,text/plain; charset=utf-8"})
    void isAskedForEachTimeWhereNamesStayTheSame(String name, String type) throws IOException, InterruptedException {
        HttpResponse<byte[]> file = get("/phone/" + name);
        assertThat(header(file, "content-type")).isEqualTo(type);
        assertThat(header(file, "cache-control")).isEqualTo("no-cache");
        String tag = header(file, "etag");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            HttpResponse<byte[]> again = get("/phone/" + name, "If-None-Match", known);
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "etag")).isEqualTo(tag);
        }
        assertThat(get("/phone/" + name, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void aConnectionGoesOnAfterNotModified() throws IOException {
        String request = "GET /phone HTTP/1.1\r\n" + HOST + "\r\nIf-None-Match: *\r\n\r\nGET /phone/licences.txt HTTP/1.1\r\n" + HOST + "\r\nConnection: close\r\n\r\n";
        String answers = lab.raw(request);
        assertThat(answers).startsWith("HTTP/1.1 304 ").contains("\r\n\r\nHTTP/1.1 200 ").contains("jssip");
    }

    @Test
    void isPackedForWhoUnpacks() throws IOException, InterruptedException {
        HttpResponse<byte[]> plain = get("/phone/licences.txt");
        HttpResponse<byte[]> packed = get("/phone/licences.txt", "Accept-Encoding", "br, gzip;q=0.8");
        assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
        assertThat(header(packed, "vary")).isEqualTo("Accept-Encoding");
        assertThat(packed.body().length).isLessThan(plain.body().length);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes()).isEqualTo(plain.body());
        assertThat(header(packed, "etag")).isNotEqualTo(header(plain, "etag"));
        assertThat(header(get("/phone/licences.txt", "Accept-Encoding", "gzip;q=0"), "content-encoding")).isEmpty();
    }

    @Test
    void tellsTheLicenceOfEachPackageInIt() throws IOException, InterruptedException {
        String text = new String(get("/phone/licences.txt").body());
        assertThat(text).contains("---- jssip ", "---- @noble/hashes ").containsPattern("---- sdp-transform [0-9.]+ \\(MIT\\)\n\n\\(?The MIT|MIT");
    }

    @Test
    void isToldWhereToSignIn() throws IOException {
        String answer = lab.rawGet("/phone/settings.json", HOST);
        assertThat(answer).contains("no-store");
        assertThat(Json.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4))).isEqualTo(Json.readTree(
            "{\"domain\":\"example.com\",\"servers\":[\"wss://phone.example.com:7443\"],\"relays\":true,\"iceServers\":[{\"urls\":[\"stun:192.0.2.1:3478\"]}]}"));
    }

    @Test
    void hostsOfServersAreKeptWhereTheyAreGiven() throws IOException {
        SERVERS.set(List.of("wss://sip.example.com/ws"));
        assertThat(lab.rawGet("/phone/settings.json", HOST)).contains("\"wss://sip.example.com/ws\"");
        SERVERS.set(List.of("ws://:5066"));
        assertThat(lab.rawGet("/phone", "Host: [::1]:8080")).contains("connect-src 'self' ws://[::1]:5066;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/phone/"})
    void whoLooksNearbyIsSentThere(String path) throws IOException {
        assertThat(lab.rawGet(path, HOST)).startsWith("HTTP/1.1 302 ").containsIgnoringCase("\r\nlocation: /phone\r\n");
        assertThat(lab.rawGet(path, "Host: evil.example.com")).startsWith("HTTP/1.1 421 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/phone/nothing", "/phone/assets", "/phone/assets/", "/phone/../v1", "/phone/%2e%2e/openapi.yaml", "/phone/files.txt",
        "/phone/assets%2fx", "/phone/..%5cx", "/phones", "/PHONE", "/phone/settings.json/x", "/phone//"})
    void nothingElseIsThere(String path) throws IOException {
        assertThat(lab.rawGet(path, HOST)).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void namesOfOthersAndOtherMethodsAreRefused() throws IOException {
        assertThat(lab.rawGet("/phone", "Host: evil.example.com")).startsWith("HTTP/1.1 421 ");
        assertThat(lab.rawGet("/phone/settings.json", HOST, "Origin: https://evil.example.com")).startsWith("HTTP/1.1 403 ");
        assertThat(lab.raw("POST /phone HTTP/1.1\r\n" + HOST + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
            .startsWith("HTTP/1.1 405 ").containsIgnoringCase("\r\nallow: GET\r\n");
    }

    @Test
    void isCountedByANameOfItsOwn() throws IOException, InterruptedException {
        get("/phone");
        assertThat(lab.metrics.scrape()).contains("rvoip_api_requests_total{operation=\"phonePage\",status=\"200\"}");
    }

    @Test
    void isNotThereUnlessWanted() {
        try (ApiLab without = new ApiLab()) {
            assertThat(without.get("/phone", "").statusCode()).isEqualTo(404);
            assertThat(without.get("/", "").statusCode()).isEqualTo(404);
        }
    }
}
