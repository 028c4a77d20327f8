package io.rvoip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rvoip.common.Loop;
import io.rvoip.common.Network;
import io.rvoip.engine.trunk.NumberPlan;
import io.rvoip.engine.trunk.TrunkConfig;
import io.rvoip.engine.trunk.Trunking;
import io.rvoip.rtp.srtp.SrtpSuite;
import io.rvoip.session.InviteRequest;
import io.rvoip.session.media.RtpMediaSettings;
import io.rvoip.session.offer.SrtpPolicy;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.dns.AddressRecord;
import io.rvoip.sip.transport.dns.DnsAnswer;
import io.rvoip.sip.transport.dns.DnsClient;
import io.rvoip.sip.transport.dns.DnsQuestion;
import io.rvoip.sip.transport.dns.DnsRecord;
import io.rvoip.sip.transport.dns.NaptrRecord;
import io.rvoip.sip.transport.dns.SrvRecord;
import io.rvoip.sip.uri.SipUri;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An office in Germany with trunks to carriers, which are whole stacks of ours: the first at 10.0.0.2, and so on. */
final class TrunkLab {
    static final String ALICE = "+493012340";
    static final String OFFICE = "+493012345";

    final Office office;
    final List<Phone> carriers = new ArrayList<>();

    TrunkLab(int carriers, UnaryOperator<Trunking> trunking) {
        this(carriers, trunking, setup -> { });
    }

    TrunkLab(int carriers, UnaryOperator<Trunking> trunking, Consumer<Office.Setup> more) {
        Office.Setup setup = new Office.Setup();
        Trunking germany = Trunking.NONE.withNumbers(new NumberPlan("49", "0", "00"));
        setup.config = config -> config.withTrunking(trunking.apply(germany));
        more.accept(setup);
        office = new Office(setup);
        for (int i = 0; i < carriers; i++) {
            Phone carrier = office.phone("carrier" + i, 700 + 200 * i);
            carrier.onCall = talk -> talk.invitation.accept();
            this.carriers.add(carrier);
        }
    }

    /** A trunk to a carrier, known by its address. */
    static TrunkConfig trunk(int carrier) {
        String address = "10.0.0." + (2 + carrier);
        return TrunkConfig.of("t" + carrier, "sip:" + address).withCarrier("blue").withPriority(1 + carrier)
                .withNetworks(List.of(Network.parse(address))).withCallerNumber(OFFICE)
                .withInbound(ALICE, "alice").withInbound("+493012349", "echo");
    }

    /** Encrypted wherever it can be, over whatever signalling. */
    static RtpMediaSettings encrypted(RtpMediaSettings settings) {
        return settings.withSrtp(SrtpPolicy.of(SrtpUse.REQUIRED, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80))
                .withOverClearSignalling(true));
    }

    /** Phones are talked to as they like, over whatever signalling. */
    static RtpMediaSettings laboratory(RtpMediaSettings settings) {
        return settings.withSrtp(SrtpPolicy.of(SrtpUse.ACCEPTED, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80))
                .withOverClearSignalling(true));
    }

    Phone carrier(int number) {
        return carriers.get(number);
    }

    /** Somebody calls in by a carrier. */
    Phone.Talk callIn(int carrier, String from, String number) {
        Phone phone = carriers.get(carrier);
        Phone.Talk talk = phone.call("ignored", request -> InviteRequest
                .of(SipUri.of("sip:" + number + "@10.0.0.1"), NameAddr.of("Grandma", SipUri.of(from)))
                .withNextHop(request.nextHop()).withMedia(request.media()));
        office.advance(100);
        return talk;
    }

    TrunkInfo info(int trunk) {
        return office.engine.trunks().get(trunk);
    }

    /** Stops the engine, which would ask its trunks for ever, and finds nothing that it forgot. */
    void close() {
        office.engine.calls().forEach(call -> office.engine.hangup(call.id()));
        office.unregisterAll();
        office.advance(1000);
        assertThat(office.engine.trunks()).allMatch(trunk -> trunk.calls() == 0);
        office.engine.stop(Duration.ZERO);
        office.closeAndFindNothing();
    }

    /** The domain name system as a test writes it. */
    static final class Zone {
        private final Map<DnsQuestion, List<DnsRecord>> records = new LinkedHashMap<>();
        boolean silent;

        Zone add(DnsRecord record) {
            records.computeIfAbsent(new DnsQuestion(record.name(), record.type()), key -> new ArrayList<>()).add(record);
            return this;
        }

        Zone server(String domain, int priority, InetAddress address) {
            String host = "host" + records.size() + '.' + domain;
            return add(new SrvRecord("_sip._udp." + domain, 3_600, priority, 1, 5060, host)).host(host, address);
        }

        Zone host(String name, InetAddress address) {
            return add(new AddressRecord(name, 3_600, address));
        }

        Zone number(String digitsBackwards, int order, String regexp) {
            return add(new NaptrRecord(digitsBackwards + ".e164.arpa", 3_600, order, 1, "u", "E2U+sip", regexp, "."));
        }

        DnsClient on(Loop loop) {
            return (question, then) -> {
                if (!silent) {
                    loop.execute(() -> then.accept(new DnsAnswer.Records(records.getOrDefault(question, List.of()), 3_600)));
                }
            };
        }
    }
}
