package io.rvoip.engine.trunk;

import io.rvoip.common.Metrics;
import io.rvoip.engine.auth.Domains;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.tls.TlsSession;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.TelUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All trunks: which one a call came from, whom it is for, and which ones a number goes out by. Thread-safe. */
public final class Trunks {
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private final NumberPlan numbers;
    private final List<Trunk> all;
    private final List<String> carriers;
    private final boolean certified;
    private final @Nullable EnumLookup directory;

    /**
     * The trunks of a configuration.
     *
     * @param directory asked before the trunks; null for none
     * @throws io.rvoip.common.SecretUnavailableException when a password cannot be had
     */
    public Trunks(Trunking settings, @Nullable EnumLookup directory, Metrics metrics, long now) {
        numbers = settings.numbers();
        certified = settings.certified();
        all = settings.trunks().stream().map(config -> new Trunk(config, metrics, now)).toList();
        carriers = settings.trunks().stream().map(TrunkConfig::carrier).distinct().toList();
        this.directory = directory;
    }

    /** Each of them, in the order of the configuration. */
    public List<Trunk> all() {
        return all;
    }

    // In

    /**
     * The trunk a request came from, by its source address and, where carriers have to prove it, by its certificate: the first that fits.
     *
     * @param session what is known of the connection
     */
    public Optional<Trunk> of(Flow flow, Supplier<Optional<TlsSession>> session) {
        for (Trunk trunk : all) {
            if (trunk.isFrom(flow.remote().getAddress()) && (!certified || session.get().filter(trunk::isProven).isPresent())) {
                return Optional.of(trunk);
            }
        }
        return Optional.empty();
    }

    /** A call came from somebody who is no trunk: counts it where it came from the address of one that has to prove itself. */
    public void notFromTrunk(Flow flow) {
        if (certified) {
            all.stream().filter(trunk -> trunk.isFrom(flow.remote().getAddress())).findFirst().ifPresent(Trunk::unproven);
        }
    }

    /**
     * The user a call of a trunk is for: by the number in the Request-URI, or in To where a registrar put our own Contact
     * there. Empty for numbers that do not come in by it.
     */
    public Optional<String> called(Trunk trunk, SipRequest invite) {
        String user = user(invite.requestUri());
        boolean contact = trunk.config().login().filter(login -> login.user().equals(user)).isPresent();
        return userOf(trunk, user).or(() -> contact ? userOf(trunk, user(invite.to().uri())) : Optional.empty());
    }

    private Optional<String> userOf(Trunk trunk, String written) {
        return plan(trunk).presented(written).flatMap(trunk.config()::userOf);
    }

    /** Who calls by a trunk, as our users see and can dial it: never an address of one of ours. */
    public SipUri caller(Trunk trunk, NameAddr from, Domains domains) {
        String user = user(from.uri());
        if (user.isEmpty() || user.equalsIgnoreCase("anonymous")) {
            return SipUri.of("anonymous", "anonymous.invalid");
        }
        return plan(trunk).presented(user)
                .map(number -> SipUri.of(number, domains.primary()).withParameter("user", "phone"))
                .orElseGet(() -> SipUri.of(user, trunk.config().domain()));
    }

    private NumberPlan plan(Trunk trunk) {
        return trunk.config().numbers().orElse(numbers);
    }

    /** The user part, or the number of a {@code tel:} URI, without the parameters of a number. */
    public static String user(Uri uri) {
        String user = uri instanceof TelUri tel ? tel.number() : uri instanceof SipUri sip ? sip.user().orElse("") : "";
        int parameters = user.indexOf(';');
        return parameters < 0 ? user : user.substring(0, parameters);
    }

    // Out

    /** The number that somebody dialled: {@code +} and digits, or a short one; empty for what is none. */
    public Optional<String> dialled(String written) {
        return numbers.dialled(written);
    }

    /** The user of ours that a number leads to, so that calls between us do not go out and come back. */
    public Optional<String> owner(String written) {
        return all.isEmpty() ? Optional.empty() : dialled(written).flatMap(number ->
                all.stream().flatMap(trunk -> trunk.config().userOf(number).stream()).findFirst());
    }

    /** Where a number is reached without a carrier; completes on any thread, never fails. */
    public CompletionStage<List<SipUri>> lookUp(String number) {
        return directory == null || !number.startsWith("+")
                ? CompletableFuture.completedStage(List.of()) : directory.find(number);
    }

    /**
     * The trunks that take a number, in the order they are to be tried: carriers as configured, by priority within one,
     * and within one priority by lot, so that each comes first as often as its weight says. Without those that are down,
     * unless all are.
     *
     * @param draw 64 random bits
     */
    public List<Trunk> towards(String number, long draw) {
        List<Trunk> able = all.stream().filter(trunk -> trunk.config().outbound().contains(number)).toList();
        List<Trunk> there = able.stream().filter(trunk -> trunk.state() != TrunkState.DOWN).toList();
        return shuffled(there.isEmpty() ? able : there, draw).stream()
                .sorted(Comparator.comparingInt((Trunk trunk) -> carriers.indexOf(trunk.config().carrier()))
                        .thenComparingInt(trunk -> trunk.config().priority()))
                .toList();
    }

    /** Drawn one after the other, each with the chance of its weight among those that are left. */
    private static List<Trunk> shuffled(List<Trunk> some, long draw) {
        List<Trunk> left = new ArrayList<>(some);
        List<Trunk> drawn = new ArrayList<>();
        for (long lot = draw; !left.isEmpty(); lot = (lot ^ lot >>> 29) * STEP + 1) {
            int total = left.stream().mapToInt(trunk -> trunk.config().weight()).sum();
            int at = (int) Long.remainderUnsigned(lot >>> 16, total);
            int i = 0;
            while (at >= left.get(i).config().weight()) {
                at -= left.get(i++).config().weight();
            }
            drawn.add(left.remove(i));
        }
        return drawn;
    }
}
