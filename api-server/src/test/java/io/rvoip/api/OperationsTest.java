package io.rvoip.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.api.internal.json.Json;
import io.rvoip.common.Health;
import io.rvoip.engine.CallState;
import io.rvoip.sip.trace.Redaction;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each operation answers, over the wire. */
class OperationsTest {
    private final ApiLab lab = new ApiLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Nested
    class HealthAndReadiness {
        @Test
        void tellsStrangersTheVerdictOnly() {
            HttpResponse<String> response = lab.get("/v1/system/health", "");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"status\":\"healthy\"}");
        }

        @Test
        void tellsKeysWithTheScopeItsPartsAndCounts() {
            lab.engine.add(Samples.call("c_1"));
            Map<String, Object> body = json(lab.get("/v1/system/health", ApiLab.secretOf(Scope.METRICS_READ)));
            assertThat(body).containsEntry("name", "platform").containsEntry("status", "healthy");
            assertThat(body.get("parts").toString()).contains("sip", "media");
            assertThat(body.get("counts").toString()).contains("calls=1", "timers=5", "mediaPorts=4");
        }

        @Test
        void tellsKeysWithoutTheScopeNoMoreThanStrangers() {
            HttpResponse<String> response = lab.get("/v1/system/health", ApiLab.secretOf(Scope.CALLS_READ));
            assertThat(response.body()).isEqualTo("{\"status\":\"healthy\"}");
        }

        @Test
        void isAFailureOnlyWhenThePlatformDoesNotWork() {
            lab.health = Health.degraded("platform", "one listener is gone");
            assertThat(lab.get("/v1/system/health", "").statusCode()).isEqualTo(200);
            lab.health = Health.unhealthy("platform", "nothing works");
            HttpResponse<String> response = lab.get("/v1/system/health", "");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).isEqualTo("{\"status\":\"unhealthy\"}");
        }

        @Test
        void readinessFollowsThePlatform() {
            assertThat(lab.get("/v1/system/ready", "").body()).isEqualTo("{\"ready\":true}");
            lab.ready = false;
            HttpResponse<String> response = lab.get("/v1/system/ready", "");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).isEqualTo("{\"ready\":false}");
        }
    }

    @Nested
    class Calls {
        @Test
        void areListedOldestFirst() {
            lab.engine.add(Samples.call("c_new", CallState.RINGING, Samples.NOON.plusSeconds(60)));
            lab.engine.add(Samples.call("c_old", CallState.HELD, Samples.NOON));
            Map<String, Object> body = json(lab.get("/v1/calls", ApiLab.ADMIN));
            assertThat(items(body)).extracting(call -> call.get("id")).containsExactly("c_old", "c_new");
            assertThat(body).doesNotContainKey("next");
        }

        @Test
        void carryWhatWasMeasuredAndNothingElse() {
            lab.engine.add(Samples.call("c_1"));
            Map<String, Object> call = json(lab.get("/v1/calls/c_1", ApiLab.ADMIN));
            assertThat(call).containsEntry("state", "answered").containsEntry("startedAt", "2026-11-22T12:00:00.123Z");
            List<Map<String, Object>> legs = list(call.get("legs"));
            assertThat(legs.get(0)).containsEntry("codec", "PCMU").containsEntry("remote", "192.0.2.7:5060");
            assertThat(legs.get(0).get("statistics").toString()).contains("mos=4.2", "lossRatio=0.01");
            assertThat(legs.get(1)).containsEntry("remote", "[2001:db8:0:0:0:0:0:9]:40000")
                    .doesNotContainKeys("codec", "statistics");
        }

        @Test
        void sayWhatPeopleCompareAndWhetherTheyHave() {
            lab.engine.add(Samples.call("c_1"));
            List<Map<String, Object>> legs = list(json(lab.get("/v1/calls/c_1", ApiLab.ADMIN)).get("legs"));
            assertThat(legs.get(0)).containsEntry("keying", "sdes").doesNotContainKeys("sas", "sasVerified");
            assertThat(legs.get(2)).containsEntry("keying", "zrtp").containsEntry("sas", "k7wq").containsEntry("sasVerified", true)
                    .containsEntry("sasMismatch", false);
        }

        @Test
        void thatAreOverAreNotFound() {
            HttpResponse<String> response = lab.get("/v1/calls/c_none", ApiLab.ADMIN);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(json(response)).containsEntry("type", "urn:rvoip:problem:not-found");
        }

        @Test
        void comeInPages() {
            for (int i = 0; i < 7; i++) {
                lab.engine.add(Samples.call("c_" + i, CallState.ANSWERED, Samples.NOON.plusSeconds(i)));
            }
            List<Object> seen = new ArrayList<>();
            String cursor = "";
            for (int page = 0; page < 3; page++) {
                Map<String, Object> body = json(lab.get("/v1/calls?limit=3" + cursor, ApiLab.ADMIN));
                items(body).forEach(call -> seen.add(call.get("id")));
                cursor = "&cursor=" + body.get("next");
                assertThat(body.containsKey("next")).isEqualTo(page < 2);
            }
            assertThat(seen).containsExactly("c_0", "c_1", "c_2", "c_3", "c_4", "c_5", "c_6");
        }
    }

    @Nested
    class Trunks {
        @Test
        void areListedWithStateCallsAndLimits() {
            lab.engine.trunks.addAll(List.of(Samples.trunk("pstn-b", "registered"), Samples.trunk("pstn-a", "")));
            List<Map<String, Object>> trunks = items(json(lab.get("/v1/trunks", ApiLab.ADMIN)));
            assertThat(trunks).extracting(trunk -> trunk.get("name")).containsExactly("pstn-a", "pstn-b");
            assertThat(trunks.get(0)).containsEntry("state", "up").containsEntry("calls", 3L).containsEntry("maxCalls", 30L)
                    .containsEntry("callsPerSecond", 2.5).doesNotContainKey("registration");
            assertThat(trunks.get(1)).containsEntry("registration", "registered");
        }
    }

    @Nested
    class Hangup {
        @Test
        void endsTheCall() {
            lab.engine.add(Samples.call("c_1"));
            HttpResponse<String> response = hangup("");
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(json(response)).containsEntry("state", "completed").containsEntry("target", "c_1");
            assertThat(lab.engine.calls()).isEmpty();
        }

        @Test
        void takesAnEmptyObjectAndNoMembers() {
            lab.engine.add(Samples.call("c_1"));
            assertThat(hangup("{\"force\":true}").statusCode()).isEqualTo(400);
            assertThat(lab.engine.calls()).hasSize(1);
            assertThat(hangup("{}").statusCode()).isEqualTo(202);
        }

        @Test
        void ofNoCallIsNotFound() {
            assertThat(hangup("").statusCode()).isEqualTo(404);
        }

        @Test
        void ofACallThatEndsMeanwhileIsNotFound() {
            lab.engine.add(Samples.call("c_1"));
            lab.engine.pending = CompletableFuture.completedFuture(false);
            assertThat(hangup("").statusCode()).isEqualTo(404);
        }

        @Test
        void thatFailsIsAnErrorWithoutDetails() {
            lab.engine.add(Samples.call("c_1"));
            lab.engine.pending = CompletableFuture.failedFuture(new IllegalStateException("secret inner state"));
            HttpResponse<String> response = hangup("");
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).doesNotContain("secret inner state");
        }

        private HttpResponse<String> hangup(String body) {
            return lab.send("POST", "/v1/calls/c_1/actions/hangup", ApiLab.ADMIN, body);
        }
    }

    @Nested
    class Traces {
        private HttpResponse<String> trace(Redaction redaction, String accept) {
            lab.engine.traced = "c_1";
            lab.engine.trace = Samples.trace(redaction);
            return lab.accept("/v1/calls/c_1/trace", ApiLab.secretOf(Scope.TRACES_READ), accept);
        }

        @Test
        void areObjectsOfBothLegs() {
            List<Map<String, Object>> messages = list(json(trace(Redaction.SECRETS, "*/*")).get("messages"));
            assertThat(messages.get(0)).containsEntry("direction", "in").containsEntry("transport", "udp")
                    .containsEntry("remote", "192.0.2.7:5060").containsEntry("callId", "abc@192.0.2.7").containsEntry("summary", "INVITE");
            assertThat(messages.get(1)).containsEntry("direction", "out").containsEntry("transport", "tcp").containsEntry("callId", "def");
            assertThat(messages.get(1).get("text").toString()).contains("\r\n\r\nv=0\r\n");
        }

        @Test
        void areALadderForPeopleWithTheCallerBeforeUs() {
            HttpResponse<String> response = trace(Redaction.SECRETS, "text/html, text/plain;q=0.9, application/json;q=0.1");
            assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
            assertThat(response.body().lines().findFirst().orElseThrow())
                    .containsSubsequence("192.0.2.7:5060", "192.0.2.1:5060 (udp)", "[2001:db8:0:0:0:0:0:9]:40000 (tcp)");
            assertThat(response.body().lines()).hasSize(3);
        }

        @Test
        void areAFileForWireshark() {
            HttpResponse<String> response = trace(Redaction.SECRETS, "application/vnd.tcpdump.pcap");
            assertThat(response.headers().firstValue("Content-Type")).contains("application/vnd.tcpdump.pcap");
            assertThat(response.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"call.pcapng\"");
            assertThat(response.body()).startsWith("\n\r\r\n").contains("INVITE sip:bob@rvoip.test");
        }

        @ParameterizedTest
        @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
        void neverShowASecret(Redaction redaction) {
            for (String accept : List.of("application/json", "text/plain", "application/vnd.tcpdump.pcap")) {
                assertThat(trace(redaction, accept).body()).as(accept).doesNotContain("c4n4ry");
            }
            assertThat(trace(redaction, "*/*").body().contains("v=0")).isEqualTo(redaction == Redaction.SECRETS);
            assertThat(trace(Redaction.NOTHING, "*/*").body()).as("a secret would be seen").contains("c4n4ry");
        }

        @Test
        void areRefusedInOtherFormsAndWhenForgotten() {
            HttpResponse<String> refused = trace(Redaction.SECRETS, "image/png, text/plain;q=0");
            assertThat(refused.statusCode()).isEqualTo(406);
            assertThat(json(refused)).containsEntry("type", "urn:rvoip:problem:not-acceptable");
            assertThat(lab.get("/v1/calls/c_2/trace", ApiLab.ADMIN).statusCode()).isEqualTo(404);
        }
    }

    @Nested
    class Registrations {
        @Test
        void areListedByAddress() {
            lab.engine.add(Samples.registration("bob", "sip:bob@192.0.2.8"));
            lab.engine.add(Samples.registration("alice", "sip:alice@192.0.2.9"));
            lab.engine.add(Samples.registration("alice", "sip:alice@192.0.2.7"));
            Map<String, Object> body = json(lab.get("/v1/registrations", ApiLab.ADMIN));
            assertThat(items(body)).extracting(one -> one.get("contact"))
                    .containsExactly("sip:alice@192.0.2.7", "sip:alice@192.0.2.9", "sip:bob@192.0.2.8");
            assertThat(items(body).get(0)).containsEntry("source", "192.0.2.7:5060")
                    .containsEntry("userAgent", "phone/1").containsEntry("expiresAt", "2026-11-22T13:00:00.123Z");
        }

        @Test
        void areRemovedByAddress() {
            lab.engine.add(Samples.registration("alice", "sip:alice@192.0.2.7"));
            lab.engine.add(Samples.registration("bob", "sip:bob@192.0.2.8"));
            HttpResponse<String> response = remove("sip%3Aalice%40rvoip.test");
            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(response.body()).isEmpty();
            assertThat(lab.engine.registrations()).hasSize(1);
            assertThat(remove("sip:alice@rvoip.test").statusCode()).isEqualTo(404);
        }

        @Test
        void withVeryLongContactsStillComeInPages() {
            String tail = "x".repeat(7000);
            for (int i = 0; i < 3; i++) {
                lab.engine.add(Samples.registration("mallory", "sip:" + tail + i + "@192.0.2.7"));
            }
            List<Object> seen = new ArrayList<>();
            String path = "/v1/registrations?limit=1";
            for (int i = 0; i < 3; i++) {
                Map<String, Object> body = json(lab.get(path, ApiLab.ADMIN));
                items(body).forEach(one -> seen.add(one.get("contact")));
                path = "/v1/registrations?limit=1&cursor=" + body.get("next");
            }
            assertThat(seen).doesNotHaveDuplicates().hasSize(3);
        }

        private HttpResponse<String> remove(String aor) {
            return lab.send("DELETE", "/v1/registrations/" + aor, ApiLab.ADMIN, "");
        }
    }

    @Test
    void metricsAreInTheTextFormat() {
        lab.get("/v1/system/health", "");
        HttpResponse<String> response = lab.get("/metrics", ApiLab.secretOf(Scope.METRICS_READ));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("rvoip_api_requests_total{operation=\"health\",status=\"200\"} 1.0",
                "rvoip_api_connections 1.0", "jvm_memory_used_bytes");
    }

    @Test
    void theContractIsServed() {
        Map<String, Object> body = json(lab.get("/openapi.json", ApiLab.secretOf(Scope.EVENTS_READ)));
        assertThat(body).containsEntry("openapi", "3.1.0");
        assertThat(body.get("paths").toString()).contains("/v1/events", "listCalls");
    }

    @Test
    void displayNamesCannotBecomeMarkupOrLines() {
        String nasty = "\"<script>alert('x')</script>\r\n\u001b[31m\u202e\" <sip:eve@rvoip.test>";
        lab.engine.add(new io.rvoip.engine.RegistrationInfo("sip:eve@rvoip.test", nasty, "udp",
                new java.net.InetSocketAddress("192.0.2.1", 5060), Samples.NOON, Samples.NOON, java.util.Optional.empty()));
        HttpResponse<String> response = lab.get("/v1/registrations", ApiLab.ADMIN);
        assertThat(response.body()).doesNotContain("<", ">", "'", "\r", "\n", "\u001b", "\u202e");
        assertThat(items(json(response)).get(0)).containsEntry("contact", nasty).doesNotContainKey("userAgent");
    }

    static Map<String, Object> json(HttpResponse<String> response) {
        return Json.readTree(response.body());
    }

    static List<Map<String, Object>> items(Map<String, Object> page) {
        return list(page.get("items"));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Object items) {
        return (List<Map<String, Object>>) items;
    }
}
