package io.rvoip.sip.transport.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.sip.transport.Target;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.Uri;
import io.rvoip.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3263 §4, rule by rule. */
class SipResolverTest {
    private final ManualTime time = new ManualTime();
    private final ScriptedDns dns = new ScriptedDns();
    private final DnsLookup lookup = new DnsLookup(dns, time.loop(), DnsLimits.DEFAULT);
    private SipResolver resolver = new SipResolver(lookup, ResolverSettings.DEFAULT);

    private Resolution resolution(String uri, long draw) {
        List<Resolution> told = new ArrayList<>();
        resolver.resolve(Uri.of(uri), draw, told::add);
        time.advance(Duration.ofSeconds(60));
        assertThat(told).as("told once").hasSize(1);
        return told.get(0);
    }

    private List<String> targets(String uri) {
        Resolution resolution = resolution(uri, 1);
        assertThat(resolution).as(resolution.failure()).isInstanceOf(Resolution.Found.class);
        return ((Resolution.Found) resolution).targets().stream().map(Target::toString).toList();
    }

    private DnsFailure failure(String uri) {
        return ((Resolution.NotFound) resolution(uri, 1)).why();
    }

    @Nested
    class WithoutQuestions {
        @ParameterizedTest
        @CsvSource({
            "sip:192.0.2.1, udp 192.0.2.1:5060",
            "sip:192.0.2.1:5070, udp 192.0.2.1:5070",
            "sip:192.0.2.1;transport=tcp, tcp 192.0.2.1:5060",
            "sip:192.0.2.1;transport=tls, tls 192.0.2.1:5061",
            "sip:192.0.2.1;transport=ws, ws 192.0.2.1:80",
            "sips:192.0.2.1, tls 192.0.2.1:5061",
            "sips:192.0.2.1:5099;transport=tcp, tls 192.0.2.1:5099",
            "sips:192.0.2.1;transport=ws, wss 192.0.2.1:443",
            "sip:[2001:db8::1], udp [2001:db8::1]:5060",
            "sip:example.com;maddr=192.0.2.7, udp 192.0.2.7:5060",
            "sip:example.com:5080;maddr=192.0.2.7, udp 192.0.2.7:5080"
        })
        void anAddressIsTakenAsItIs(String uri, String target) {
            assertThat(targets(uri)).containsExactly(target);
            assertThat(SipResolver.atOnce(Uri.of(uri))).isPresent();
            assertThat(dns.asked()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "tel:+15551234, not a sip: URI",
            "sip:example.com;transport=carrierpigeon, unknown transport carrierpigeon",
            "sips:example.com;transport=udp, sips: does not go by udp"
        })
        void whatCannotBeUsedIsSaidSo(String uri, String why) {
            assertThat(resolution(uri, 1)).isEqualTo(new Resolution.Unusable(why));
            assertThat(dns.asked()).isEmpty();
        }

        @Test
        void aHostThatNoNameServerCanKnowIsNotAskedFor() {
            assertThat(resolution("sip:" + "a".repeat(64) + ".example.com", 1))
                    .isInstanceOf(Resolution.Unusable.class);
            assertThat(resolution("sip:" + "abc.".repeat(63) + "example", 1)).isInstanceOf(Resolution.Unusable.class);
            assertThat(dns.asked()).isEmpty();
        }
    }

    @Test
    void aPortMeansThatOnlyAddressesAreLookedUp() {
        dns.host("example.com", "192.0.2.1", "192.0.2.2", "2001:db8::1").srv("_sip._udp.example.com", 1, 1, 99, "other");
        assertThat(targets("sip:Example.COM:5070")).containsExactly(
                "udp 192.0.2.1:5070", "udp 192.0.2.2:5070", "udp [2001:db8::1]:5070");
        assertThat(dns.askedTexts()).containsExactly("A example.com", "AAAA example.com");
    }

    @Test
    void aTransportMeansThatItsServersAreLookedUp() {
        dns.srv("_sip._tcp.example.com", 1, 1, 5070, "tcp.example.com").host("tcp.example.com", "192.0.2.5");
        assertThat(targets("sip:example.com;transport=tcp")).containsExactly("tcp 192.0.2.5:5070");
        assertThat(dns.askedTexts()).startsWith("SRV _sip._tcp.example.com");
    }

    @Test
    void tlsHasItsServersUnderSips() {
        dns.srv("_sips._tcp.example.com", 1, 1, 5071, "tls.example.com").host("tls.example.com", "192.0.2.6");
        assertThat(targets("sip:example.com;transport=tls")).containsExactly("tls 192.0.2.6:5071");
        assertThat(targets("sips:example.com;transport=tcp")).containsExactly("tls 192.0.2.6:5071");
    }

    @Test
    void withoutServersTheAddressesOfTheDomainAndTheUsualPortAreTaken() {
        dns.host("example.com", "192.0.2.1");
        assertThat(targets("sip:example.com")).containsExactly("udp 192.0.2.1:5060");
        assertThat(targets("sip:example.com;transport=tcp")).containsExactly("tcp 192.0.2.1:5060");
        assertThat(targets("sips:example.com")).containsExactly("tls 192.0.2.1:5061");
        assertThat(targets("sip:example.com;transport=wss")).containsExactly("wss 192.0.2.1:443");
    }

    @Test
    void theExampleOfTheRfc() {
        dns.naptr("example.com", 50, 50, "SIPS+D2T", "_sips._tcp.example.com")
                .naptr("example.com", 90, 50, "SIP+D2T", "_sip._tcp.example.com")
                .naptr("example.com", 100, 50, "SIP+D2U", "_sip._udp.example.com")
                .srv("_sip._tcp.example.com", 0, 1, 5060, "server1.example.com")
                .srv("_sip._tcp.example.com", 1, 2, 5060, "server2.example.com")
                .host("server1.example.com", "192.0.2.11").host("server2.example.com", "192.0.2.12");
        resolver = new SipResolver(lookup, ResolverSettings.DEFAULT.withTransports(
                List.of(TransportProtocol.UDP, TransportProtocol.TCP)));
        assertThat(targets("sip:user@example.com")).containsExactly("tcp 192.0.2.11:5060", "tcp 192.0.2.12:5060");
        assertThat(dns.askedTexts()).startsWith("NAPTR example.com", "SRV _sip._tcp.example.com");
    }

    @Nested
    class Rules {
        @Test
        void ofOneOrderAreTakenByPreferenceAndAllServeAsFallback() {
            dns.naptr("example.com", 10, 20, "SIP+D2U", "_sip._udp.example.com")
                    .naptr("example.com", 10, 10, "SIP+D2T", "_sip._tcp.example.com")
                    .srv("_sip._udp.example.com", 1, 1, 5060, "a.example.com")
                    .srv("_sip._tcp.example.com", 1, 1, 5060, "a.example.com").host("a.example.com", "192.0.2.1");
            assertThat(targets("sip:example.com")).containsExactly("tcp 192.0.2.1:5060", "udp 192.0.2.1:5060");
        }

        @Test
        void leadToWebSockets() {
            dns.naptr("example.com", 10, 10, "SIPS+D2W", "_wss.example.com")
                    .naptr("example.com", 10, 20, "SIP+D2W", "_ws.example.com")
                    .srv("_ws.example.com", 1, 1, 8080, "w.example.com")
                    .srv("_wss.example.com", 1, 1, 8443, "w.example.com").host("w.example.com", "192.0.2.8");
            assertThat(targets("sip:example.com")).containsExactly("wss 192.0.2.8:8443", "ws 192.0.2.8:8080");
            assertThat(targets("sips:example.com")).containsExactly("wss 192.0.2.8:8443");
        }

        @Test
        void neverMakeLessOfSips() {
            dns.naptr("example.com", 10, 10, "SIP+D2U", "_sip._udp.example.com")
                    .naptr("example.com", 20, 10, "SIPS+D2T", "_sips._tcp.example.com")
                    .srv("_sip._udp.example.com", 1, 1, 5060, "a.example.com")
                    .srv("_sips._tcp.example.com", 1, 1, 5061, "a.example.com").host("a.example.com", "192.0.2.1");
            assertThat(targets("sips:example.com")).containsExactly("tls 192.0.2.1:5061");
        }

        @Test
        void thatNobodyUnderstandsCountAsNone() {
            dns.naptr("example.com", 10, 10, "SIP+D2S", "_sip._sctp.example.com")
                    .naptr("example.com", 10, 10, "E2U+sip", "_sip._tcp.example.com")
                    .add(new NaptrRecord("example.com", 300, 1, 1, "u", "SIP+D2T", "!.*!sip:evil!", "."))
                    .add(new NaptrRecord("example.com", 300, 1, 1, "s", "SIP+D2T", "!.*!evil!", "_evil.example.com"))
                    .add(new NaptrRecord("example.com", 300, 1, 1, "s", "SIP+D2T", "", "."))
                    .srv("_sip._udp.example.com", 1, 1, 5060, "a.example.com").host("a.example.com", "192.0.2.1");
            assertThat(targets("sip:example.com")).containsExactly("udp 192.0.2.1:5060");
        }
    }

    @Nested
    class Servers {
        @Test
        void ofAllTransportsAreLookedUpWithoutRulesInOurOrder() {
            dns.srv("_sip._udp.example.com", 1, 1, 5060, "a.example.com")
                    .srv("_sips._tcp.example.com", 1, 1, 5061, "a.example.com").host("a.example.com", "192.0.2.1");
            assertThat(targets("sip:example.com")).containsExactly("udp 192.0.2.1:5060", "tls 192.0.2.1:5061");
            assertThat(targets("sips:example.com")).containsExactly("tls 192.0.2.1:5061");
            assertThat(dns.askedTexts()).contains("SRV _sip._tcp.example.com");
        }

        @Test
        void comeByPriorityEachWithAllItsAddresses() {
            dns.srv("_sip._udp.example.com", 2, 1, 5062, "b.example.com")
                    .srv("_sip._udp.example.com", 1, 1, 5061, "a.example.com")
                    .host("a.example.com", "192.0.2.1", "2001:db8::1").host("b.example.com", "192.0.2.2");
            assertThat(targets("sip:example.com")).containsExactly(
                    "udp 192.0.2.1:5061", "udp [2001:db8::1]:5061", "udp 192.0.2.2:5062");
        }

        @Test
        void oneWithoutAddressIsPassedOver() {
            dns.srv("_sip._udp.example.com", 1, 1, 5060, "gone.example.com")
                    .srv("_sip._udp.example.com", 2, 1, 5060, "a.example.com").host("a.example.com", "192.0.2.1");
            assertThat(targets("sip:example.com")).containsExactly("udp 192.0.2.1:5060");
        }

        @Test
        void theSameDrawLeadsToTheSameServerAndOthersAreSpread() {
            Set<String> firsts = new TreeSet<>();
            for (int i = 1; i <= 4; i++) {
                dns.srv("_sip._udp.example.com", 1, 10, 5060, "s" + i + ".example.com")
                        .host("s" + i + ".example.com", "192.0.2." + i);
            }
            for (long draw = 0; draw < 64; draw++) {
                Resolution once = resolution("sip:example.com", draw);
                assertThat(resolution("sip:example.com", draw)).isEqualTo(once);
                firsts.add(((Resolution.Found) once).targets().get(0).toString());
            }
            assertThat(firsts).hasSize(4);
        }

        @Test
        void aDomainCanSayThatItHasNone() {
            dns.srv("_sip._udp.example.com", 0, 0, 0, ".").host("example.com", "192.0.2.1");
            assertThat(failure("sip:example.com;transport=udp")).isEqualTo(new DnsFailure(
                    DnsFailure.Kind.NO_SERVICE, new DnsQuestion("_sip._udp.example.com", DnsType.SRV),
                    "the domain has no such service"));
        }

        @Test
        void whatTheyProveIsTheDomainThatWasAskedFor() {
            dns.srv("_sips._tcp.example.com", 1, 1, 5061, "host.provider.net").host("host.provider.net", "192.0.2.1");
            Resolution.Found found = (Resolution.Found) resolution("sips:example.com", 1);
            assertThat(found.targets()).extracting(Target::name).containsExactly("example.com");
        }
    }

    @Nested
    class Families {
        @ParameterizedTest
        @CsvSource({"IPV4_FIRST, 192.0.2.1 2001:db8::1", "IPV6_FIRST, 2001:db8::1 192.0.2.1", "IPV4_ONLY, 192.0.2.1",
            "IPV6_ONLY, 2001:db8::1"})
        void comeInTheOrderThatWasChosen(AddressFamilies families, String addresses) {
            dns.host("example.com", "192.0.2.1", "2001:db8::1");
            resolver = new SipResolver(lookup, ResolverSettings.DEFAULT.withFamilies(families));
            Resolution.Found found = (Resolution.Found) resolution("sip:example.com:5060", 1);
            assertThat(found.targets()).extracting(target -> target.address().getAddress())
                    .containsExactlyElementsOf(List.of(addresses.split(" ")).stream().map(ScriptedDns::address).toList());
        }
    }

    @Nested
    class WhenThingsGoWrong {
        @Test
        void aNameServerThatDropsWhatItDoesNotKnowCostsTimeOnly() {
            DnsAnswer silence = new DnsAnswer.Failed(DnsFailure.Kind.TIMEOUT, "no answer");
            dns.answer("example.com", DnsType.NAPTR, silence).answer("_sip._udp.example.com", DnsType.SRV, silence)
                    .host("example.com", "192.0.2.1");
            assertThat(targets("sip:example.com")).containsExactly("udp 192.0.2.1:5060");
        }

        @Test
        void theFailureNamesTheQuestion() {
            assertThat(failure("sip:nowhere.example:5060").toString()).isEqualTo("A nowhere.example: no such name");
            dns.answer("broken.example", DnsType.A, new DnsAnswer.Failed(DnsFailure.Kind.SERVER_FAILURE, "SERVFAIL"));
            assertThat(failure("sip:broken.example").kind()).isEqualTo(DnsFailure.Kind.SERVER_FAILURE);
            dns.srv("_sip._udp.half.example", 1, 1, 5060, "gone.example");
            assertThat(failure("sip:half.example").question().name()).isEqualTo("gone.example");
        }

        @Test
        void deadNameServersEndInATimeOutThatIsAValue() {
            dns.die();
            assertThat(failure("sip:example.com").kind()).isEqualTo(DnsFailure.Kind.TIMEOUT);
            assertThat(lookup.pending()).isZero();
        }

        @Test
        void addressesOfManyOrNobodyAreNoTargets() {
            dns.host("example.com", "224.0.1.75", "0.0.0.0", "255.255.255.255", "ff02::1", "::");
            assertThat(failure("sip:example.com:5060").text()).isEqualTo("no address that can be used");
        }

        @Test
        void aDomainOfAThousandServersCostsAFewQuestionsAndYieldsAFewTargets() {
            for (int i = 0; i < 1_000; i++) {
                dns.srv("_sip._udp.example.com", i, 1, 5060, "s" + i + ".example.com");
                dns.host("s" + i + ".example.com", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4");
            }
            for (int i = 0; i < 16; i++) {
                dns.srv("_sip._udp.ports.example", i, 1, 5060 + i, "h.ports.example");
            }
            for (int i = 0; i < 60; i++) {
                dns.host("h.ports.example", "192.0.2." + i);
            }
            assertThat(targets("sip:example.com")).hasSize(4);
            assertThat(dns.asked().size()).isLessThanOrEqualTo(1 + 3 + 2 * 16);
            assertThat(targets("sip:ports.example")).hasSize(32);
        }

        @Test
        void serversWithoutPortOrNameArePassedOver() {
            dns.srv("_sip._udp.example.com", 1, 1, 0, "a.example.com")
                    .srv("_sip._udp.example.com", 1, 1, 5060, "bad name")
                    .srv("_sip._udp.example.com", 9, 1, 5060, "A.Example.com.").host("a.example.com", "192.0.2.1");
            assertThat(targets("sip:example.com")).containsExactly("udp 192.0.2.1:5060");
        }
    }
}
