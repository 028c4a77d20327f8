package io.rvoip.engine.identity;

import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.auth.Domains;
import io.rvoip.session.HeaderLine;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.header.AssertedIdentity;
import io.rvoip.sip.header.Diversion;
import io.rvoip.sip.header.HistoryInfo;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Privacy;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.sip.uri.Uri;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who sends a message and which way it came: what is believed of it when it arrives, and what an {@link Audience} is
 * told of that when it goes on. Immutable.
 *
 * @param from who is shown
 * @param asserted who it is for those who trust each other (RFC 3325)
 * @param privacy what the sender wants kept from others (RFC 3323)
 * @param history the targets it had, in order (RFC 7044)
 * @param diversions who sent it elsewhere, latest first (RFC 5806)
 */
public record Identity(
        NameAddr from, AssertedIdentity asserted, Privacy privacy, List<HistoryInfo> history,
        List<Diversion> diversions) {
    /** Who is shown instead of somebody who wants to stay unknown (RFC 3323 §4.1.1.3). */
    public static final NameAddr ANONYMOUS =
            NameAddr.of("Anonymous", SipUri.of("anonymous", "anonymous.invalid"));

    /** What a proxy can keep from others. */
    public static final List<String> PROXY_SERVICES = List.of(Privacy.ID, Privacy.HISTORY);
    /** What two user agents back to back can: nothing of one side's Via, Contact, Call-ID and From is on the other. */
    public static final List<String> BRIDGE_SERVICES =
            List.of(Privacy.ID, Privacy.HISTORY, Privacy.HEADER, Privacy.USER);
    /** The same with media passing through. */
    public static final List<String> ANCHORED_SERVICES =
            List.of(Privacy.ID, Privacy.HISTORY, Privacy.HEADER, Privacy.USER, Privacy.SESSION);

    /** What the trusted need in order to keep it from others. */
    private static final List<String> FOR_THE_TRUSTED = List.of(Privacy.ID, Privacy.HISTORY);

    /** Copies the lists. */
    public Identity {
        history = List.copyOf(history);
        diversions = List.copyOf(diversions);
    }

    // Arriving

    /**
     * A user of ours is who was authenticated, whatever else the request says; only the display name is the user's own
     * choice, in P-Preferred-Identity or From. An anonymous From is a wish like {@link Privacy#ID}.
     */
    public static Identity ofUser(SipRequest request, String user, Domains domains) {
        NameAddr shown = request.headers(HeaderKind.P_PREFERRED_IDENTITY).stream()
                .filter(preferred -> preferred.uri() instanceof SipUri uri && domains.serves(uri)
                        && uri.user().filter(user::equals).isPresent())
                .findFirst().orElse(request.from());
        String name = isAnonymous(shown) ? "" : displayName(shown);
        NameAddr own = NameAddr.of(name, domains.uri(user));
        return new Identity(own, AssertedIdentity.of(List.of(own)), wishes(request), List.of(), List.of());
    }

    /**
     * Somebody behind another server.
     *
     * @param number who calls, as that server presents it
     * @param trusted whether what the request says beyond From is believed
     */
    public static Identity ofPeer(SipRequest request, SipUri number, boolean trusted) {
        NameAddr from = NameAddr.of(displayName(request.from()), number);
        if (!trusted) {
            return new Identity(from, AssertedIdentity.NONE, wishes(request), List.of(), List.of());
        }
        return new Identity(
                from, AssertedIdentity.of(clean(request.headers(HeaderKind.P_ASSERTED_IDENTITY))), wishes(request),
                clean(request.headers(HeaderKind.HISTORY_INFO)), clean(request.headers(HeaderKind.DIVERSION)));
    }

    /** A user of ours who answers a call. */
    public static Identity ofAnswer(SipResponse response, SipUri own) {
        NameAddr address = NameAddr.of(own);
        return new Identity(address, AssertedIdentity.of(List.of(address)), wishes(response), List.of(), List.of());
    }

    /** What cannot be read is taken for the strictest of wishes. */
    private static Privacy wishes(SipMessage message) {
        List<Privacy> all = new ArrayList<>(message.headers(HeaderKind.PRIVACY));
        if (message.problemIn(HeaderKind.PRIVACY).isPresent()) {
            all.add(Privacy.of(Privacy.ID, Privacy.USER));
        } else if (message instanceof SipRequest && isAnonymous(message.from())) {
            all.add(Privacy.of(Privacy.ID));
        }
        return Privacy.of(all);
    }

    /** Whether somebody who wants to stay unknown wrote this in From. */
    public static boolean isAnonymous(NameAddr from) {
        return from.uri() instanceof SipUri uri && uri.host().equalsIgnoreCase("anonymous.invalid");
    }

    private static String displayName(NameAddr address) {
        return address.displayName().orElse("").replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** Control characters may stand in what was received, and not in what is sent. */
    private static <T> List<T> clean(List<T> values) {
        return values.stream().filter(value -> value.toString().chars().noneMatch(c -> c < ' ' || c == 0x7f)).toList();
    }

    /**
     * What was asked for as critical and is not to be had, which must be refused with 500 (RFC 3323 §5).
     *
     * @param services that can be rendered
     */
    public List<String> unmet(List<String> services) {
        if (!privacy.has(Privacy.CRITICAL) || privacy.has(Privacy.NONE)) {
            return List.of();
        }
        return privacy.without(services).values().stream()
                .filter(Predicate.not(Privacy.CRITICAL::equals)).toList();
    }

    // On the way

    /**
     * The same after a target of a request has led to another one: the last entry of the history names that, the ones
     * before it what the request brought, with the target it came with where that is missing (RFC 7044 §9.1, §10.3).
     *
     * @param branch number of the new target among those that the request goes to, from 1
     */
    public Identity retargeted(Uri requested, Uri target, int branch) {
        List<HistoryInfo> targets = new ArrayList<>(history);
        Uri came = requested instanceof SipUri sip ? sip.withoutHeaders() : requested;
        HistoryInfo last = targets.isEmpty() ? null : targets.get(targets.size() - 1);
        if (last == null || !(withoutHeaders(last.uri()).equivalentTo(came))) {
            last = HistoryInfo.of(came, last == null ? "1" : last.index() + ".0");
            targets.add(last);
        }
        targets.add(HistoryInfo.of(
                withoutHeaders(target), last.index() + "." + branch, HistoryInfo.Change.CONTACT, last.index()));
        return new Identity(from, asserted, privacy, targets, diversions);
    }

    private static Uri withoutHeaders(Uri uri) {
        return uri instanceof SipUri sip ? sip.withoutHeaders() : uri;
    }

    /** The same sender by another of their addresses, in From and where that is asserted; an anonymous one names nobody. */
    public Identity by(SipUri address) {
        NameAddr other = NameAddr.of(from.displayName().orElse(""), address);
        boolean unknown = isAnonymous(other);
        boolean own = asserted.values().equals(List.of(from));
        AssertedIdentity known = unknown ? AssertedIdentity.NONE : AssertedIdentity.of(List.of(other));
        return new Identity(unknown ? ANONYMOUS : other, own ? known : asserted, privacy, history, diversions);
    }

    // Going on

    /** What an audience is told. @param services that are rendered, so that nobody else needs to */
    public Identity towards(Audience audience, IdentitySettings settings, List<String> services) {
        boolean free = privacy.has(Privacy.NONE);
        boolean nameless = !free && (privacy.has(Privacy.ID) || privacy.has(Privacy.USER));
        boolean unknown = nameless || !free && privacy.has(Privacy.HEADER);
        boolean told = switch (audience) {
            case TRUSTED -> true;
            case PHONE -> free || settings.assertToPhones() && !unknown;
            case STRANGER -> free;
        };
        boolean route = audience == Audience.TRUSTED || audience == Audience.PHONE && settings.historyToPhones();
        return new Identity(
                nameless ? ANONYMOUS : from, told ? asserted : AssertedIdentity.NONE,
                left(audience, services, unknown),
                route ? history(audience) : List.of(), route ? diversions(audience) : List.of());
    }

    /** The headers that say so, but From. */
    public List<HeaderLine> lines() {
        List<HeaderLine> lines = new ArrayList<>();
        asserted.values().forEach(value -> lines.add(line(HeaderKind.P_ASSERTED_IDENTITY, value)));
        if (!privacy.isEmpty()) {
            lines.add(line(HeaderKind.PRIVACY, privacy));
        }
        history.forEach(entry -> lines.add(line(HeaderKind.HISTORY_INFO, entry)));
        diversions.forEach(diversion -> lines.add(line(HeaderKind.DIVERSION, diversion)));
        return lines;
    }

    private static HeaderLine line(HeaderKind<?> kind, Object value) {
        return new HeaderLine(kind.name(), value.toString());
    }

    /** What is still to be kept from others; the trusted are told so of an identity that comes with it. */
    private Privacy left(Audience audience, List<String> services, boolean unknown) {
        if (privacy.has(Privacy.NONE)) {
            return privacy;
        }
        if (audience != Audience.TRUSTED) {
            return privacy.without(services);
        }
        Privacy left = privacy.without(services.stream().filter(Predicate.not(FOR_THE_TRUSTED::contains)).toList());
        return unknown && !asserted.isEmpty() ? Privacy.of(List.of(Privacy.of(Privacy.ID), left)) : left;
    }

    private List<HistoryInfo> history(Audience audience) {
        if (audience == Audience.TRUSTED) {
            return history;
        }
        boolean all = !privacy.has(Privacy.NONE) && (privacy.has(Privacy.HEADER) || privacy.has(Privacy.HISTORY));
        return history.stream().map(entry -> all || entry.isPrivate() ? entry.anonymous() : entry).toList();
    }

    private List<Diversion> diversions(Audience audience) {
        return audience == Audience.TRUSTED ? diversions : diversions.stream().filter(Identity::isOpen).toList();
    }

    private static boolean isOpen(Diversion diversion) {
        return diversion.privacy().filter(Predicate.not("off"::equals)).isEmpty();
    }
}
