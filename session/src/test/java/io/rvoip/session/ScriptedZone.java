package io.rvoip.session;

import io.rvoip.common.Loop;
import io.rvoip.sip.transport.dns.AddressRecord;
import io.rvoip.sip.transport.dns.DnsAnswer;
import io.rvoip.sip.transport.dns.DnsClient;
import io.rvoip.sip.transport.dns.DnsLimits;
import io.rvoip.sip.transport.dns.DnsLookup;
import io.rvoip.sip.transport.dns.DnsQuestion;
import io.rvoip.sip.transport.dns.DnsRecord;
import io.rvoip.sip.transport.dns.ResolverSettings;
import io.rvoip.sip.transport.dns.SipResolver;
import io.rvoip.sip.transport.dns.SrvRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The domain name system as a test writes it; answers come in a later turn of the loop, as they do from a network. */
final class ScriptedZone implements DnsClient {
    private static final long TTL = 3_600;

    private final Loop loop;
    private final Map<DnsQuestion, List<DnsRecord>> records = new LinkedHashMap<>();

    ScriptedZone(Loop loop) {
        this.loop = loop;
    }

    TargetResolver resolver() {
        DnsLookup lookup = new DnsLookup(this, loop, DnsLimits.DEFAULT);
        return TargetResolver.dns(new SipResolver(lookup, ResolverSettings.DEFAULT), loop);
    }

    /** A UDP server of a domain. */
    ScriptedZone server(String domain, int priority, int weight, InetAddress address) {
        String host = "host" + records.size() + '.' + domain;
        add(new SrvRecord("_sip._udp." + domain, TTL, priority, weight, 5060, host));
        return host(host, address);
    }

    ScriptedZone host(String name, InetAddress address) {
        return add(new AddressRecord(name, TTL, address));
    }

    private ScriptedZone add(DnsRecord record) {
        records.computeIfAbsent(new DnsQuestion(record.name(), record.type()), key -> new ArrayList<>()).add(record);
        return this;
    }

    @Override
    public void ask(DnsQuestion question, Consumer<DnsAnswer> then) {
        List<DnsRecord> known = records.getOrDefault(question, List.of());
        loop.execute(() -> then.accept(new DnsAnswer.Records(known, TTL)));
    }
}
