package io.rvoip.engine.registrar;

import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.Contact;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.uri.SipUri;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a REGISTER says of the way it came and of the phone that sent it (RFC 3327 §5.3, RFC 5626 §6): Path, instance and
 * number of the flow. Stateless.
 */
final class FirstHop {
    static final String PATH = "path";
    static final String OUTBOUND = "outbound";

    private static final int MOST_PROXIES = 8;
    private static final int LONGEST_PROXY = 512;
    private static final int LONGEST_INSTANCE = 256;
    private static final int MOST_DIGITS = 10;

    private FirstHop() {}

    /** Whether the sender understands an option. */
    static boolean supports(SipRequest request, String option) {
        return request.headers(HeaderKind.SUPPORTED).stream().anyMatch(option::equalsIgnoreCase);
    }

    /** Why the Path cannot be kept; null when it can, or there is none. */
    static RegisterWish.@Nullable Invalid fault(SipRequest request) {
        List<NameAddr> path = request.headers(HeaderKind.PATH);
        boolean sound = request.problemIn(HeaderKind.PATH).isEmpty() && path.size() <= MOST_PROXIES
                && path.stream().allMatch(proxy -> proxy.uri() instanceof SipUri && proxy.toBytes().length <= LONGEST_PROXY);
        return sound ? null : new RegisterWish.Invalid(400, "Path: malformed, more than 8 proxies, or too long");
    }

    /** The Path as it is kept. */
    static List<NameAddr> path(SipRequest request) {
        return request.headers(HeaderKind.PATH).stream().map(NameAddr::detached).toList();
    }

    /** Why a contact cannot be a flow though it wants to; null when it can, or does not want to. */
    static RegisterWish.@Nullable Invalid fault(SipRequest request, Contact contact) {
        if (instance(contact).length() > LONGEST_INSTANCE) {
            return new RegisterWish.Invalid(400, "+sip.instance: over 256 characters");
        }
        Optional<String> number = contact.parameters().get("reg-id");
        if (number.isEmpty() || instance(contact).isEmpty()) {
            return null;
        }
        if (regId(number.get()) == 0) {
            return new RegisterWish.Invalid(400, "reg-id: not 1-2147483647");
        }
        return supports(request, OUTBOUND) && !takesFlows(request)
                ? new RegisterWish.Invalid(439, "the first proxy does not keep flows") : null;
    }

    /** Who sent a contact without fault. A number without an instance, or through a proxy that keeps no flows, is ignored. */
    static Device device(SipRequest request, Contact contact, boolean pushed) {
        String instance = instance(contact);
        boolean flow = !instance.isEmpty() && takesFlows(request);
        return new Device(instance, flow ? regId(contact.parameters().get("reg-id").orElse("")) : 0, pushed);
    }

    private static String instance(Contact contact) {
        return contact.parameters().get("+sip.instance").orElse("");
    }

    /** Whether the phone is our neighbour, or that of a proxy that keeps the flow: the last in Path, as it came first. */
    private static boolean takesFlows(SipRequest request) {
        List<NameAddr> path = request.headers(HeaderKind.PATH);
        return request.vias().size() == 1
                || !path.isEmpty() && path.get(path.size() - 1).uri() instanceof SipUri edge && edge.hasParameter("ob");
    }

    /** 0 when it is none. */
    private static int regId(String text) {
        boolean digits = text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits && !text.isEmpty() ? Long.parseLong(text) : 0;
        return number <= Integer.MAX_VALUE ? (int) number : 0;
    }
}
