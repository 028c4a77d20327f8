package io.rvoip.engine.proxy;

import io.rvoip.sip.SipRequest;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.uri.Uri;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, and what is left of its route once our own part is taken off (RFC 3261 §16.4).
 *
 * @param flow it came on
 * @param uri whom it is for
 * @param routes where else it has to go first
 * @param passed how many Route values on top were ours
 * @param rewritten whether a strict router before us moved the Request-URI into the route
 * @param known whether it brought back the mark of our Record-Route: it belongs to a call that was let in
 * @param over the flow that our part of the route names, on the other side than it came from; null for none
 * @param fault what to refuse it with because of our part of the route; 0 when that is sound
 */
record Arrival(
        SipRequest request, Flow flow, Uri uri, List<NameAddr> routes, int passed, boolean rewritten, boolean known,
        @Nullable Flow over, int fault) {}
