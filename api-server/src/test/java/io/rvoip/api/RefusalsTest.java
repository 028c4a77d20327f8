package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Rate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not answered, and how. After each refusal a good request still passes. */
class RefusalsTest {
    private static final String KEY = ApiLab.authorization(ApiLab.ADMIN);
    private static final String HOST = "Host: 127.0.0.1";
    private static ApiLab lab;

    @BeforeAll
    static void open() {
        lab = new ApiLab(settings -> settings
                .withHosts(Set.of("PBX.example.com"))
                .withOrigins(Set.of("https://console.example.com"))
                .withHttp(HttpLimits.standard().withSizes(2048, 4096, 1024)
                        .withRates(new Rate(10_000, 10_000), new Rate(1, 20))));
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    @AfterEach
    void aGoodRequestStillPasses() {
        assertThat(lab.get("/v1/calls", ApiLab.ADMIN).statusCode()).isEqualTo(200);
    }

    @Nested
    class Paths {
        @ParameterizedTest
        @ValueSource(strings = {"/", "/v1", "/v1/nothing", "/v1/calls/", "//v1/calls", "/v1//calls", "/v1/./calls",
            "/v1/x/../calls", "/v1/%2e%2e/calls", "/v1/..;/calls", "/v1/calls;a=b", "/v1/calls/a%2Fb", "/v1/calls/a%2fb",
            "/v1/calls/a%5Cb", "/v1/calls/%00", "/v1/calls/%0d%0aX:y", "/v1/calls/%ff%fe", "/v1/calls/%c0%af",
            "/V1/calls", "/metrics/", "/v1%2Fcalls"})
        void ofAnySpellingButOneAreNotFound(String path) throws IOException {
            assertThat(status(lab.rawGet(path, HOST, KEY))).as(path).isEqualTo(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"/v1/calls\\", "/v1/calls|", "/v1/calls/%", "/v1/calls/%g1", "/v1/calls#x", "v1/calls", "*",
            "http://127.0.0.1/v1/calls", "/v1/calls/é", "/v1/{id}"})
        void withIllegalCharactersAreMalformed(String path) throws IOException {
            String response = lab.rawGet(path, HOST, KEY);
            assertThat(status(response)).as(path).isEqualTo(400);
            assertThat(response).contains("application/problem+json", "urn:rvoip:problem:bad-request");
        }
    }

    @Nested
    class Methods {
        @ParameterizedTest
        @CsvSource({"POST,/v1/calls,GET", "DELETE,/v1/calls/c_1,GET", "GET,/v1/calls/c_1/actions/hangup,POST",
            "GET,/v1/registrations/a,DELETE", "TRACE,/v1/calls,GET", "OPTIONS,/v1/calls,GET", "HEAD,/v1/calls,GET",
            "FROB,/v1/calls,GET"})
        void thatAPathDoesNotHaveAreTold(String method, String path, String allow) throws IOException {
            String response = lab.raw(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n" + HOST + "\r\n" + KEY
                    + "\r\n\r\n");
            assertThat(status(response)).isEqualTo(405);
            assertThat(response.toLowerCase()).contains("\r\nallow: " + allow.toLowerCase() + "\r\n");
        }

        @Test
        void traceIsRefusedEverywhere() throws IOException {
            String response = lab.raw("TRACE /nowhere HTTP/1.1\r\nConnection: close\r\n" + HOST + "\r\nX-Echo: me\r\n\r\n");
            assertThat(status(response)).isEqualTo(405);
            assertThat(response).doesNotContain("X-Echo");
        }

        @Test
        void cannotBeTunnelled() throws IOException {
            lab.engine.add(Samples.call("c_1"));
            String response = lab.rawGet("/v1/calls/c_1", HOST, KEY, "X-HTTP-Method-Override: DELETE", "X-Method: POST");
            assertThat(status(response)).isEqualTo(200);
        }
    }

    @Nested
    class Hosts {
        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1:8080", "localhost", "LocalHost:1", "[::1]:8080", "pbx.example.com", "192.0.2.1"})
        void ofThisServerPass(String host) throws IOException {
            assertThat(status(lab.rawGet("/v1/calls", "Host: " + host, KEY))).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"evil.example", "pbx.example.com.evil.example", "127.0.0.1.evil.example", "localhost.evil"})
        void ofOthersAreMisdirected(String host) throws IOException {
            assertThat(status(lab.rawGet("/v1/calls", "Host: " + host, KEY))).isEqualTo(421);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "user@127.0.0.1", "127.0.0.1:port", "127.0.0.1/"})
        void thatAreMalformedAreRefused(String host) throws IOException {
            assertThat(status(lab.rawGet("/v1/calls", "Host: " + host, KEY))).isEqualTo(400);
        }

        @Test
        void areNeededOnce() throws IOException {
            assertThat(status(lab.rawGet("/v1/calls", KEY))).isEqualTo(400);
            assertThat(status(lab.rawGet("/v1/calls", HOST, "Host: localhost", KEY))).isEqualTo(400);
        }
    }

    @Nested
    class Origins {
        @ParameterizedTest
        @ValueSource(strings = {"http://127.0.0.1", "https://127.0.0.1", "https://console.example.com"})
        void thatAreOursOrListedPass(String origin) throws IOException {
            String response = lab.rawGet("/v1/calls", HOST, KEY, "Origin: " + origin);
            assertThat(status(response)).isEqualTo(200);
            assertThat(response.toLowerCase()).doesNotContain("access-control-allow");
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "https://evil.example", "http://console.example.com",
            "https://console.example.com.evil.example", "http://127.0.0.1:81"})
        void ofOthersAreForbidden(String origin) throws IOException {
            assertThat(status(lab.rawGet("/v1/calls", HOST, KEY, "Origin: " + origin))).isEqualTo(403);
        }
    }

    @Nested
    class Queries {
        @ParameterizedTest
        @ValueSource(strings = {"access_token", "TOKEN", "api_key", "Authorization", "secret", "%6bey"})
        void withKeysAreRefused(String name) throws IOException {
            String response = lab.rawGet("/v1/calls?" + name + "=" + ApiLab.ADMIN, HOST, KEY);
            assertThat(status(response)).isEqualTo(400);
            assertThat(response).contains("key-in-query").doesNotContain(ApiLab.ADMIN);
        }

        @Test
        void withKeysAreRefusedBeforeAnUpgrade() throws IOException {
            String response = lab.rawGet("/v1/events?access_token=" + ApiLab.ADMIN, HOST, "Upgrade: websocket");
            assertThat(status(response)).isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"?color=red", "?limit=0", "?limit=501", "?limit=-1", "?limit=x", "?limit=1&limit=2",
            "?limit=99999999999", "?cursor=%21", "?", "?=1"})
        void thatAreNotOfTheOperationAreRefused(String query) throws IOException {
            int expected = query.equals("?") ? 200 : 400;
            assertThat(status(lab.rawGet("/v1/calls" + query, HOST, KEY))).as(query).isEqualTo(expected);
        }
    }

    @Nested
    class Bodies {
        private static final String HANGUP = "POST /v1/calls/c_1/actions/hangup HTTP/1.1\r\n" + HOST + "\r\n" + KEY
                + "\r\nConnection: close\r\n";

        @Test
        void whereNoneBelongsAreRefused() throws IOException {
            String response = lab.raw("GET /v1/calls HTTP/1.1\r\n" + HOST + "\r\n" + KEY
                    + "\r\nContent-Length: 100000000\r\n\r\nxx");
            assertThat(status(response)).isEqualTo(400);
            assertThat(response.toLowerCase()).contains("connection: close");
        }

        @Test
        void ofOtherTypesAreRefused() throws IOException {
            assertThat(status(lab.raw(HANGUP + "Content-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>"))).isEqualTo(415);
            assertThat(status(lab.raw(HANGUP + "Content-Length: 2\r\n\r\n{}"))).isEqualTo(415);
        }

        @Test
        void thatAreAnnouncedTooLargeAreNotRead() throws IOException {
            for (String length : new String[] {"1025", "99999999999999"}) {
                assertThat(status(lab.raw(HANGUP + "Content-Type: application/json\r\nContent-Length: " + length
                        + "\r\n\r\n"))).isEqualTo(413);
            }
        }

        @Test
        void thatGrowTooLargeAreCut() throws IOException {
            String chunk = "200\r\n" + " ".repeat(0x200) + "\r\n";
            String response = lab.raw(HANGUP + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk + chunk + chunk + "0\r\n\r\n");
            assertThat(status(response)).isEqualTo(413);
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "null", "{", "{}{}", "{\"a\":1}", "{\"a\":1,\"a\":1}", "1", "\"x\"", "{\"a\":1e99999}"})
        void thatAreNotAnEmptyObjectAreRefused(String body) throws IOException {
            String response = lab.raw(HANGUP + "Content-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            assertThat(status(response)).as(body).isEqualTo(400);
        }

        @Test
        void thatAreNotUtf8AreRefused() throws IOException {
            assertThat(status(lab.raw(HANGUP + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n\u00ff\u00fe")))
                    .isEqualTo(400);
        }

        @Test
        void thatAreDeepAreRefused() throws IOException {
            String body = "{\"a\":" + "[".repeat(400) + "]".repeat(400) + "}";
            assertThat(status(lab.raw(HANGUP + "Content-Type: application/json\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body))).isEqualTo(400);
        }

        @Test
        void withExpectationAreInvited() throws IOException {
            String response = lab.raw(HANGUP + "Content-Type: application/json\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 2\r\n\r\n{}");
            assertThat(response).startsWith("HTTP/1.1 100 Continue\r\n").contains("HTTP/1.1 404");
        }
    }

    @Nested
    class Sizes {
        @Test
        void ofRequestLinesAreBounded() throws IOException {
            String response = lab.rawGet("/v1/calls/" + "x".repeat(3000), HOST, KEY);
            assertThat(status(response)).isEqualTo(414);
            assertThat(response).contains("application/problem+json");
        }

        @Test
        void ofHeadersAreBounded() throws IOException {
            String response = lab.rawGet("/v1/calls", HOST, KEY, "X-Long: " + "x".repeat(5000));
            assertThat(status(response)).isEqualTo(431);
            assertThat(response).contains("application/problem+json").doesNotContain(ApiLab.ADMIN);
        }

        @Test
        void otherVersionsOfHttpAreNotSpoken() throws IOException {
            assertThat(status(lab.raw("GET /v1/calls HTTP/9.9\r\n" + HOST + "\r\n" + KEY + "\r\n\r\n"))).isEqualTo(505);
            assertThat(status(lab.raw("GET /v1/calls HTTP/2.0\r\n" + HOST + "\r\n" + KEY + "\r\n\r\n"))).isEqualTo(505);
            assertThat(lab.raw("GET /v1/calls HTTP/1.0\r\n" + HOST + "\r\n" + KEY + "\r\n\r\n")).contains(" 200 ");
        }

        @Test
        void ofNonsenseAreNothing() throws IOException {
            assertThat(status(lab.raw("\u0016\u0003\u0001\u0002\u0000\u0001nonsense\r\n\r\n"))).isEqualTo(400);
        }
    }

    @Test
    void guessingIsAsSlowAsTheLimitSays() {
        try (ApiLab slow = new ApiLab(settings -> settings.withHttp(
                HttpLimits.standard().withRates(new Rate(100, 200), new Rate(0.001, 3))))) {
            for (int i = 0; i < 3; i++) {
                assertThat(slow.get("/v1/calls", "guess-" + i).statusCode()).isEqualTo(401);
            }
            HttpResponse<String> response = slow.get("/v1/calls", ApiLab.ADMIN);
            assertThat(response.statusCode()).as("not even the right key is looked at").isEqualTo(429);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(slow.get("/v1/system/health", "").statusCode()).as("no key, no guess").isEqualTo(200);
        }
    }

    @Test
    void aKeyThatAsksTooOftenWaits() {
        try (ApiLab slow = new ApiLab(settings -> settings.withHttp(
                HttpLimits.standard().withRates(new Rate(0.001, 2), new Rate(1, 20))))) {
            assertThat(slow.get("/v1/calls", ApiLab.ADMIN).statusCode()).isEqualTo(200);
            assertThat(slow.get("/v1/calls", ApiLab.ADMIN).statusCode()).isEqualTo(200);
            assertThat(slow.get("/v1/calls", ApiLab.ADMIN).statusCode()).isEqualTo(429);
            assertThat(slow.get("/v1/calls", ApiLab.secretOf(Scope.CALLS_READ)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void everyAnswerHasTheSecurityHeaders() throws IOException {
        for (String response : new String[] {lab.rawGet("/v1/calls", HOST, KEY), lab.rawGet("/x", HOST),
            lab.rawGet("bad", HOST), lab.rawGet("/v1/system/health", HOST)}) {
            assertThat(response.toLowerCase()).contains("\r\nx-content-type-options: nosniff\r\n",
                    "\r\ncache-control: no-store\r\n", "\r\nx-frame-options: deny\r\n",
                    "\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n");
            assertThat(response.toLowerCase()).doesNotContain("\r\nserver:", "access-control");
        }
    }

    private static int status(String response) {
        assertThat(response).startsWith("HTTP/1.1 ");
        return Integer.parseInt(response.substring(9, 12));
    }
}
