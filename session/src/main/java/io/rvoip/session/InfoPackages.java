package io.rvoip.session;

import io.rvoip.common.Rate;
import io.rvoip.common.TokenBucket;
import io.rvoip.session.dialog.Dialog;
import io.rvoip.sip.Method;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.transaction.ServerTransaction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * INFO requests within one call (RFC 6086): each belongs to a package that we said we take, in Recv-Info. What is malformed,
 * of another package, or comes too fast is refused, and counted in {@code rvoip_sip_info_total{outcome}}.
 */
final class InfoPackages {
    private static final String RECEIVES = "Recv-Info";
    private static final String PACKAGE = "Info-Package";
    private static final int BAD_PACKAGE = 469;
    private static final Rate RATE = new Rate(10, 30);

    private final AgentCore core;
    private Map<String, Taken> taken = Map.of();
    private @Nullable TokenBucket bucket;

    /** Who takes the requests of one package. */
    @FunctionalInterface
    interface Receiver {
        /** Whether the body was understood, which is of the type of the package. */
        boolean received(Dialog dialog, String body);
    }

    /** A package and the one type of its bodies. */
    private record Taken(String contentType, Receiver receiver) {}

    InfoPackages(AgentCore core) {
        this.core = core;
    }

    /** From now on requests of this package are welcome. */
    void take(String name, String contentType, Receiver receiver) {
        Map<String, Taken> more = new HashMap<>(taken);
        more.put(name, new Taken(contentType, receiver));
        taken = Map.copyOf(more); // a call has one or none, and many calls are held
    }

    /** Says in a message which packages the sender takes; there is none so far. */
    static void receive(SipMessage.Builder<?> message, String name) {
        message.addRaw(RECEIVES, name);
    }

    /** Whether a message tells of its sender that he takes a package. */
    static boolean takes(SipMessage message, String name) {
        return message.rawAll(RECEIVES).stream().flatMap(line -> Arrays.stream(line.split(",")))
                .anyMatch(one -> base(one).equalsIgnoreCase(name));
    }

    /** A request of a package that the far end takes. */
    static SipRequest.Builder request(Dialog dialog, String name, String contentType, byte[] body) {
        return dialog.request(Method.INFO)
                .addRaw(PACKAGE, name)
                .addRaw("Content-Disposition", PACKAGE)
                .body(contentType, body);
    }

    /** A request of the far end within this dialog. */
    void received(ServerTransaction transaction, SipRequest info, Dialog dialog) {
        if (!tryTake()) {
            refuse(transaction, core.response(info, 500).addRaw("Retry-After", "1"), "too many");
            return;
        }
        String name = info.raw(PACKAGE).map(InfoPackages::base).orElse("");
        Taken one = taken.get(name);
        if (name.isEmpty() && info.bodyLength() == 0) {
            refuse(transaction, core.response(info, 200), "nothing"); // of old: it only asks whether we are there
        } else if (name.isEmpty()) {
            refuse(transaction, core.response(info, 415).addRaw("Accept", ""), "no package");
        } else if (one == null) {
            refuse(transaction, core.response(info, BAD_PACKAGE).addRaw(RECEIVES, String.join(", ", taken.keySet())),
                    "another package");
        } else {
            take(transaction, info, dialog, one);
        }
    }

    private void take(ServerTransaction transaction, SipRequest info, Dialog dialog, Taken one) {
        PackageBody body = PackageBody.read(info, one.contentType);
        if (body instanceof PackageBody.OfAnotherType) {
            refuse(transaction, core.response(info, 415).addRaw("Accept", one.contentType + ", " + PackageBody.MIXED),
                    "another type");
        } else if (body instanceof PackageBody.Found found && one.receiver.received(dialog, found.text())) {
            count("taken");
            core.refuse(transaction, info, 200);
        } else {
            if (body instanceof PackageBody.Malformed malformed) {
                core.strangeInfos.warn("An INFO request of call {} cannot be read: {}", info.callId(), malformed.reason());
            }
            refuse(transaction, core.response(info, 400), "malformed");
        }
    }

    private boolean tryTake() {
        TokenBucket known = bucket;
        if (known == null) {
            known = new TokenBucket(RATE, core.loop.now());
            bucket = known;
        }
        return known.tryTake(core.loop.now());
    }

    private void refuse(ServerTransaction transaction, SipResponse.Builder response, String why) {
        count(why.replace(' ', '-'));
        core.respond(transaction, response.toTag(transaction.toTag()).build());
    }

    private void count(String outcome) {
        core.metrics.counter("rvoip_sip_info_total", "outcome", outcome).increment();
    }

    private static String base(String value) {
        return value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
