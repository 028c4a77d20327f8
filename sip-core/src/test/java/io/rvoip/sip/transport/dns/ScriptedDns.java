package io.rvoip.sip.transport.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A name server that says what the test wrote; what is not written does not exist. */
final class ScriptedDns implements DnsClient {
    static final long TTL = 300;
    static final long EMPTY_TTL = 60;

    private final Map<DnsQuestion, DnsAnswer> answers = new LinkedHashMap<>();
    private final List<DnsQuestion> asked = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private boolean dead;

    ScriptedDns host(String name, String... addresses) {
        for (String address : addresses) {
            add(new AddressRecord(name, TTL, address(address)));
        }
        return this;
    }

    ScriptedDns srv(String name, int priority, int weight, int port, String target) {
        return add(new SrvRecord(name, TTL, priority, weight, port, target));
    }

    ScriptedDns naptr(String name, int order, int preference, String service, String replacement) {
        return add(new NaptrRecord(name, TTL, order, preference, "s", service, "", replacement));
    }

    ScriptedDns add(DnsRecord record) {
        DnsQuestion question = new DnsQuestion(record.name(), record.type());
        List<DnsRecord> all = new ArrayList<>();
        if (answers.get(question) instanceof DnsAnswer.Records before) {
            all.addAll(before.records());
        }
        all.add(record);
        return answer(record.name(), record.type(), new DnsAnswer.Records(all, EMPTY_TTL));
    }

    ScriptedDns answer(String name, DnsType type, DnsAnswer answer) {
        answers.put(new DnsQuestion(name, type), answer);
        return this;
    }

    /** Answers wait until they are released. */
    void hold() {
        holding = true;
    }

    void release() {
        holding = false;
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    /** Nothing is ever answered again. */
    void die() {
        dead = true;
    }

    List<DnsQuestion> asked() {
        return asked;
    }

    List<String> askedTexts() {
        return asked.stream().map(DnsQuestion::toString).toList();
    }

    @Override
    public void ask(DnsQuestion question, Consumer<DnsAnswer> then) {
        asked.add(question);
        if (dead) {
            return;
        }
        DnsAnswer answer = answers.getOrDefault(question, nothing(question));
        if (holding) {
            held.add(() -> then.accept(answer));
        } else {
            then.accept(answer);
        }
    }

    private DnsAnswer nothing(DnsQuestion question) {
        boolean known = answers.keySet().stream().anyMatch(one -> one.name().equals(question.name()));
        return known ? new DnsAnswer.Records(List.of(), EMPTY_TTL) : new DnsAnswer.NoSuchName(EMPTY_TTL);
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(text, impossible);
        }
    }
}
