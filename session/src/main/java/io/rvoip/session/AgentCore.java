package io.rvoip.session;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.Metrics;
import io.rvoip.common.RateLimitedLog;
import io.rvoip.session.auth.ClientAuth;
import io.rvoip.session.auth.Credentials;
import io.rvoip.session.dialog.Dialog;
import io.rvoip.session.dialog.DialogId;
import io.rvoip.sip.SipMessage;
import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.HeaderKind;
import io.rvoip.sip.header.Reason;
import io.rvoip.transaction.ServerTransaction;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** What all parts of one user agent share: time, ids, the way out, the table of dialogs, the counts. */
final class AgentCore {
    private static final long NANOS_PER_MILLI = 1_000_000;

    final UserAgentSettings settings;
    final Loop loop;
    final IdSource ids;
    final Outbound outbound;
    final Tally tally = new Tally();
    final Capabilities capabilities;
    final Metrics metrics;
    final RateLimitedLog strangeInfos;
    private final Supplier<String> callIds;
    private final Map<DialogId, DialogUser> dialogs = new HashMap<>();
    private final Map<ServerTransaction, Consumer<SipRequest>> openInvites = new HashMap<>();

    AgentCore(
            UserAgentSettings settings, Loop loop, IdSource ids, Outbound outbound, Capabilities capabilities,
            Supplier<String> callIds, Metrics metrics) {
        this.settings = settings;
        this.loop = loop;
        this.ids = ids;
        this.outbound = outbound;
        this.capabilities = capabilities;
        this.callIds = callIds;
        this.metrics = metrics;
        strangeInfos = new RateLimitedLog(LoggerFactory.getLogger(AgentCore.class), loop.time());
    }

    Instant wallClock() {
        return loop.time().wallClock();
    }

    long t1() {
        return settings.timers().t1().toNanos();
    }

    long t2() {
        return settings.timers().t2().toNanos();
    }

    /** 64*T1: how long anything is waited for. */
    long patience() {
        return 64 * t1();
    }

    /** A random time between two bounds, in steps of 10 ms as RFC 3261 §14.1 has it. */
    long randomMillis(int lowest, int highest) {
        return (lowest + 10L * ids.nextInt((highest - lowest) / 10 + 1)) * NANOS_PER_MILLI;
    }

    Alarm alarm(Runnable action) {
        return new Alarm(loop, tally, action);
    }

    String newCallId() {
        return callIds.get();
    }

    String newTag() {
        return ids.token();
    }

    ClientAuth auth(List<Credentials> credentials) {
        return new ClientAuth(credentials, settings.auth(), ids);
    }

    void add(Dialog dialog, DialogUser user) {
        if (dialogs.put(dialog.id(), user) == null) {
            tally.dialogs++;
        }
    }

    void remove(Dialog dialog) {
        dialog.terminate();
        if (dialogs.remove(dialog.id()) != null) {
            tally.dialogs--;
        }
    }

    Optional<DialogUser> user(DialogId id) {
        return Optional.ofNullable(dialogs.get(id));
    }

    /** An INVITE of the far end has no final response yet: {@code onCancel} hears when the caller gives it up. */
    void opened(ServerTransaction invite, Consumer<SipRequest> onCancel) {
        openInvites.put(invite, onCancel);
    }

    void closed(ServerTransaction invite) {
        openInvites.remove(invite);
    }

    Optional<Consumer<SipRequest>> opened(ServerTransaction invite) {
        return Optional.ofNullable(openInvites.get(invite));
    }

    void respond(ServerTransaction transaction, SipResponse response) {
        transaction.respond(response, loop.now());
    }

    /** A response with our product name; the To tag is up to the caller. */
    SipResponse.Builder response(SipRequest request, int status) {
        SipResponse.Builder builder = request.respond(status);
        if (!settings.product().isEmpty()) {
            builder.set(HeaderKind.SERVER, settings.product());
        }
        return builder;
    }

    /** Answers a request for good, without anything special. */
    void refuse(ServerTransaction transaction, SipRequest request, int status) {
        respond(transaction, response(request, status).toTag(transaction.toTag()).build());
    }

    /** Marks a request as ours. */
    void stamp(SipRequest.Builder builder) {
        if (!settings.product().isEmpty()) {
            builder.set(HeaderKind.USER_AGENT, settings.product());
        }
    }

    /** Values of Reason in a message that ends a call. */
    static List<Reason> reasons(SipMessage message) {
        return message.headers(HeaderKind.REASON);
    }
}
