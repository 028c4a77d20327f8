package io.rvoip.sip.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DnsLookupTest {
    private static final DnsQuestion WWW = new DnsQuestion("www.example.com", DnsType.A);

    private final ManualTime time = new ManualTime();
    private final ScriptedDns dns = new ScriptedDns();
    private DnsLookup lookup = lookup(DnsLimits.DEFAULT);
    private final List<DnsResult> results = new ArrayList<>();

    private DnsLookup lookup(DnsLimits limits) {
        return new DnsLookup(dns, time.loop(), limits);
    }

    private DnsResult find(DnsQuestion question) {
        lookup.find(question, results::add);
        return results.get(results.size() - 1);
    }

    private DnsFailure failure(DnsResult result) {
        return ((DnsResult.Nothing) result).why();
    }

    private List<String> addresses(DnsResult result) {
        return result.records(AddressRecord.class).stream().map(one -> one.address().getHostAddress()).toList();
    }

    @Nested
    class Cache {
        @Test
        void anAnswerIsAskedForOnceUntilItExpires() {
            dns.host(WWW.name(), "192.0.2.1");
            find(WWW);
            time.advance(Duration.ofSeconds(ScriptedDns.TTL - 1));
            assertThat(addresses(find(WWW))).containsExactly("192.0.2.1");
            assertThat(dns.asked()).hasSize(1);
            time.advance(Duration.ofSeconds(1));
            find(WWW);
            assertThat(dns.asked()).hasSize(2);
        }

        @Test
        void theShortestTtlCounts() {
            dns.add(new AddressRecord(WWW.name(), 300, ScriptedDns.address("192.0.2.1")))
                    .add(new AddressRecord(WWW.name(), 10, ScriptedDns.address("192.0.2.2")));
            find(WWW);
            time.advance(Duration.ofSeconds(10));
            find(WWW);
            assertThat(dns.asked()).hasSize(2);
        }

        @Test
        void thatThereIsNoneIsRememberedToo() {
            assertThat(failure(find(WWW)).kind()).isEqualTo(DnsFailure.Kind.NO_SUCH_NAME);
            find(WWW);
            assertThat(dns.asked()).hasSize(1);
            time.advance(Duration.ofSeconds(ScriptedDns.EMPTY_TTL));
            dns.host(WWW.name(), "192.0.2.1");
            assertThat(addresses(find(WWW))).containsExactly("192.0.2.1");
        }

        @Test
        void aNameWithoutThatRecordIsRememberedAsSuch() {
            dns.host(WWW.name(), "192.0.2.1");
            DnsQuestion other = new DnsQuestion(WWW.name(), DnsType.SRV);
            assertThat(failure(find(other))).isEqualTo(
                    new DnsFailure(DnsFailure.Kind.NO_RECORDS, other, "no such record"));
            find(other);
            assertThat(dns.asked()).containsExactly(other);
        }

        @Test
        void afterAFailureAServerIsLeftAloneForAMoment() {
            dns.answer(WWW.name(), DnsType.A, new DnsAnswer.Failed(DnsFailure.Kind.SERVER_FAILURE, "SERVFAIL"));
            assertThat(failure(find(WWW)).toString()).isEqualTo("A www.example.com: SERVFAIL");
            find(WWW);
            assertThat(dns.asked()).hasSize(1);
            time.advance(Duration.ofSeconds(5));
            find(WWW);
            assertThat(dns.asked()).hasSize(2);
        }

        @Test
        void aTtlOfZeroIsNotKeptAndOneOfYearsIsCut() {
            dns.add(new AddressRecord("now.example.com", 0, ScriptedDns.address("192.0.2.1")));
            dns.add(new AddressRecord("ever.example.com", Integer.MAX_VALUE, ScriptedDns.address("192.0.2.1")));
            find(new DnsQuestion("now.example.com", DnsType.A));
            find(new DnsQuestion("now.example.com", DnsType.A));
            assertThat(dns.asked()).hasSize(2);
            find(new DnsQuestion("ever.example.com", DnsType.A));
            time.advance(Duration.ofDays(1));
            find(new DnsQuestion("ever.example.com", DnsType.A));
            assertThat(dns.asked()).hasSize(4);
        }

        @Test
        void itNeverGrowsBeyondItsBoundAndForgetsTheLeastUsed() {
            lookup = lookup(DnsLimits.DEFAULT.withCacheEntries(100));
            dns.host(WWW.name(), "192.0.2.1");
            for (int i = 0; i < 10_000; i++) {
                find(new DnsQuestion("n" + i + ".example.com", DnsType.A));
                find(WWW);
            }
            assertThat(lookup.cached()).isEqualTo(100);
            assertThat(dns.asked().stream().filter(WWW::equals)).hasSize(1);
        }

        @Test
        void forgettingAsksAgain() {
            dns.host(WWW.name(), "192.0.2.1");
            find(WWW);
            lookup.forget();
            find(WWW);
            assertThat(dns.asked()).hasSize(2);
        }
    }

    @Nested
    class UnderWay {
        @Test
        void manyWaitForOneQuestion() {
            dns.host(WWW.name(), "192.0.2.1").hold();
            for (int i = 0; i < 50; i++) {
                lookup.find(WWW, results::add);
            }
            assertThat(dns.asked()).hasSize(1);
            dns.release();
            assertThat(results).hasSize(50).allSatisfy(one -> assertThat(addresses(one)).hasSize(1));
            assertThat(lookup.pending()).isZero();
        }

        @Test
        void moreQuestionsThanAllowedFailAtOnceAndTheOthersGoOn() {
            lookup = lookup(DnsLimits.DEFAULT.withUnderWay(2, 100));
            dns.host("a.example.com", "192.0.2.1").host("b.example.com", "192.0.2.2").hold();
            lookup.find(new DnsQuestion("a.example.com", DnsType.A), results::add);
            lookup.find(new DnsQuestion("b.example.com", DnsType.A), results::add);
            assertThat(failure(find(WWW)).kind()).isEqualTo(DnsFailure.Kind.OVERLOADED);
            dns.release();
            assertThat(results).hasSize(3);
            assertThat(failure(find(WWW)).kind()).isEqualTo(DnsFailure.Kind.NO_SUCH_NAME);
        }

        @Test
        void moreWaitingThanAllowedFailAtOnce() {
            lookup = lookup(DnsLimits.DEFAULT.withUnderWay(10, 3));
            dns.hold();
            for (int i = 0; i < 3; i++) {
                lookup.find(WWW, results::add);
            }
            assertThat(failure(find(WWW)).kind()).isEqualTo(DnsFailure.Kind.OVERLOADED);
        }

        @Test
        void aClientThatNeverAnswersIsGivenUpAndALateAnswerChangesNothing() {
            dns.host(WWW.name(), "192.0.2.1").hold();
            lookup.find(WWW, results::add);
            time.advance(Duration.ofSeconds(10));
            assertThat(failure(results.get(0)).kind()).isEqualTo(DnsFailure.Kind.TIMEOUT);
            dns.release();
            assertThat(results).hasSize(1);
            assertThat(lookup.pending()).isZero();
        }

        @Test
        void eachQuestionHasItsOwnPatience() {
            dns.die();
            lookup.find(WWW, results::add);
            time.advance(Duration.ofSeconds(4));
            lookup.find(new DnsQuestion("b.example.com", DnsType.A), results::add);
            time.advance(Duration.ofSeconds(6));
            assertThat(results).hasSize(1);
            time.advance(Duration.ofSeconds(4));
            assertThat(results).hasSize(2);
        }

        @Test
        void severalAreToldInTheirOrderHoweverTheyAreAnswered() {
            dns.host("a.example.com", "192.0.2.1").host("b.example.com", "192.0.2.2");
            find(new DnsQuestion("b.example.com", DnsType.A));
            List<List<DnsResult>> told = new ArrayList<>();
            lookup.findAll(List.of(
                    new DnsQuestion("a.example.com", DnsType.A), new DnsQuestion("b.example.com", DnsType.A)), told::add);
            assertThat(told).hasSize(1);
            assertThat(addresses(told.get(0).get(0))).containsExactly("192.0.2.1");
            assertThat(addresses(told.get(0).get(1))).containsExactly("192.0.2.2");
        }
    }

    @Nested
    class Aliases {
        private void alias(String name, String target) {
            dns.answer(name, DnsType.A, new DnsAnswer.Records(List.of(new AliasRecord(name, 300, target)), 60));
        }

        @Test
        void areFollowedWithinAnAnswerInAnyOrder() {
            dns.answer(WWW.name(), DnsType.A, new DnsAnswer.Records(List.of(
                    new AddressRecord("c.example.net", 300, ScriptedDns.address("192.0.2.9")),
                    new AliasRecord("b.example.net", 300, "c.example.net"),
                    new AliasRecord(WWW.name(), 300, "b.example.net")), 60));
            assertThat(addresses(find(WWW))).containsExactly("192.0.2.9");
            assertThat(dns.asked()).hasSize(1);
        }

        @Test
        void areFollowedFromAnswerToAnswer() {
            alias(WWW.name(), "b.example.net");
            alias("b.example.net", "c.example.net");
            dns.host("c.example.net", "192.0.2.9");
            assertThat(addresses(find(WWW))).containsExactly("192.0.2.9");
            assertThat(dns.asked()).hasSize(3);
        }

        @Test
        void thatLeadInACircleFail() {
            alias(WWW.name(), "b.example.net");
            alias("b.example.net", WWW.name());
            assertThat(failure(find(WWW)).kind()).isEqualTo(DnsFailure.Kind.LOOP);
            dns.answer("self.example.com", DnsType.A, new DnsAnswer.Records(
                    List.of(new AliasRecord("self.example.com", 300, "self.example.com")), 60));
            assertThat(failure(find(new DnsQuestion("self.example.com", DnsType.A))).kind())
                    .isEqualTo(DnsFailure.Kind.LOOP);
        }

        @Test
        void thatGoOnForEverFailAfterEightWithinOneAnswerAndOverMany() {
            List<DnsRecord> chain = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                chain.add(new AliasRecord("n" + i + ".example.com", 300, "n" + (i + 1) + ".example.com"));
                alias("m" + i + ".example.com", "m" + (i + 1) + ".example.com");
            }
            dns.answer("n0.example.com", DnsType.A, new DnsAnswer.Records(chain, 60));
            assertThat(failure(find(new DnsQuestion("n0.example.com", DnsType.A))).kind())
                    .isEqualTo(DnsFailure.Kind.LOOP);
            assertThat(dns.asked()).hasSize(1);
            assertThat(failure(find(new DnsQuestion("m0.example.com", DnsType.A))).kind())
                    .isEqualTo(DnsFailure.Kind.LOOP);
            assertThat(dns.asked()).hasSize(1 + 9);
        }

        @Test
        void thatNameNothingAreMalformed() {
            alias(WWW.name(), "not a name");
            assertThat(failure(find(WWW)).kind()).isEqualTo(DnsFailure.Kind.MALFORMED);
        }
    }

    @Nested
    class Hostile {
        @Test
        void recordsOfOtherNamesAreNotBelieved() {
            dns.answer(WWW.name(), DnsType.A, new DnsAnswer.Records(List.of(
                    new AddressRecord("evil.example.net", 300, ScriptedDns.address("203.0.113.66")),
                    new AliasRecord("bank.example.com", 300, "evil.example.net"),
                    new SrvRecord(WWW.name(), 300, 1, 1, 5060, "evil.example.net")), 60));
            assertThat(failure(find(WWW)).kind()).isEqualTo(DnsFailure.Kind.NO_RECORDS);
            dns.asked().clear();
            find(new DnsQuestion("evil.example.net", DnsType.A));
            assertThat(dns.asked()).as("nothing of it was kept").hasSize(1);
        }

        @Test
        void ofThousandsOfRecordsAFewAreTaken() {
            List<DnsRecord> many = new ArrayList<>();
            for (int i = 0; i < 6_000; i++) {
                many.add(new AddressRecord(WWW.name(), 300, ScriptedDns.address("192.0." + i / 250 + '.' + i % 250)));
            }
            dns.answer(WWW.name(), DnsType.A, new DnsAnswer.Records(many, 60));
            assertThat(find(WWW).records(AddressRecord.class)).hasSize(64);
        }
    }
}
