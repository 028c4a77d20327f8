package io.rvoip.session.media;

import io.rvoip.ice.IceUri;
import io.rvoip.ice.turn.TurnServer;
import io.rvoip.sip.transport.dns.AddressRecord;
import io.rvoip.sip.transport.dns.DnsLookup;
import io.rvoip.sip.transport.dns.DnsQuestion;
import io.rvoip.sip.transport.dns.DnsResult;
import io.rvoip.sip.transport.dns.DnsType;
import io.rvoip.sip.transport.dns.SrvRecord;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Services and hosts by name (RFC 2782), as far as STUN and TURN need them. On the loop of the look-ups. */
final class ServerLookup {
    /** Of one server: an address of each family would do. */
    static final int MOST_PLACES = 4;

    private static final Comparator<SrvRecord> RANK =
            Comparator.comparingInt(SrvRecord::priority).thenComparing(Comparator.comparingInt(SrvRecord::weight).reversed());

    private final DnsLookup by;

    ServerLookup(DnsLookup by) {
        this.by = by;
    }

    /** The servers of a service by one transport; where it has no records, the host itself at the usual port. */
    void service(IceUri uri, Consumer<List<ServerPlace>> then) {
        String name = "_" + uri.scheme().name().toLowerCase(Locale.ROOT) + "._"
                + (uri.transport() == TurnServer.Transport.UDP ? "udp" : "tcp") + "." + uri.host();
        services(name, uri.transport(), then, () -> addresses(uri.host(), uri.usualPort(), uri.transport(), then));
    }

    /** @param none run in place of {@code then} where there are no records at all */
    void services(String name, TurnServer.Transport transport, Consumer<List<ServerPlace>> then, Runnable none) {
        Optional<DnsQuestion> question = DnsQuestion.of(name, DnsType.SRV);
        if (question.isEmpty()) {
            none.run();
            return;
        }
        by.find(question.get(), result -> {
            List<SrvRecord> all = result.records(SrvRecord.class);
            if (all.isEmpty()) {
                none.run();
                return;
            }
            List<SrvRecord> usable = all.stream().sorted(RANK).filter(record -> !record.isNone() && record.port() > 0)
                    .limit(MOST_PLACES).toList();
            each(new ArrayList<>(usable), transport, new ArrayList<>(), then);
        });
    }

    private void each(List<SrvRecord> left, TurnServer.Transport transport, List<ServerPlace> so, Consumer<List<ServerPlace>> then) {
        if (left.isEmpty()) {
            then.accept(so);
            return;
        }
        SrvRecord server = left.remove(0);
        addresses(server.target(), server.port(), transport, more -> {
            so.addAll(more);
            each(left, transport, so, then);
        });
    }

    /** Of both families, half of them each. */
    void addresses(String host, int port, TurnServer.Transport transport, Consumer<List<ServerPlace>> then) {
        Optional<DnsQuestion> one = DnsQuestion.of(host, DnsType.A);
        Optional<DnsQuestion> other = DnsQuestion.of(host, DnsType.AAAA);
        if (one.isEmpty() || other.isEmpty()) {
            then.accept(List.of());
            return;
        }
        by.findAll(List.of(one.get(), other.get()), results -> {
            List<ServerPlace> all = new ArrayList<>();
            for (DnsResult result : results) {
                result.records(AddressRecord.class).stream().limit(MOST_PLACES / 2)
                        .forEach(record -> all.add(new ServerPlace(new InetSocketAddress(record.address(), port), transport)));
            }
            then.accept(all);
        });
    }
}
