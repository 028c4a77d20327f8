package io.rvoip.session;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.SipResponse;
import io.rvoip.sip.transport.Amplification;
import io.rvoip.transaction.ServerTransaction;
import java.util.List;

/**
 * How final responses of the user agent itself go out. Those to a known sender are kept and repeated as the transaction
 * has it. Others get one packet, nothing is kept (RFC 3261 §8.2.7), and it is no larger than one and a half times what
 * they sent, as far as the RFC lets us (§26.3.2.4).
 */
final class Answering {
    /** Given up in this order where the answer is too large; none of them must be there, Allow only in a 405. */
    private static final List<String> OPTIONAL =
            List.of("Server", "Accept-Language", "Accept-Encoding", "Supported", "Accept", "Allow");
    private static final int METHOD_NOT_ALLOWED = 405;

    private final AgentCore core;

    Answering(AgentCore core) {
        this.core = core;
    }

    void known(ServerTransaction transaction, SipResponse.Builder response) {
        core.respond(transaction, response.toTag(transaction.toTag()).build());
    }

    void stranger(ServerTransaction transaction, SipResponse.Builder response) {
        transaction.respondStatelessly(fitted(transaction.request(), response.toTag(transaction.statelessTag())));
    }

    private static SipResponse fitted(SipRequest request, SipResponse.Builder response) {
        int room = Amplification.room(request);
        SipResponse built = response.build();
        for (String name : OPTIONAL) {
            if (built.encodedLength() <= room) {
                break;
            }
            if (built.status() != METHOD_NOT_ALLOWED || !name.equals("Allow")) {
                built = response.removeRaw(name).build();
            }
        }
        return built;
    }
}
