/**
 * TLS for SIP: what is allowed, with whose certificates, and who is believed (RFC 3261 §26, RFC 5922).
 *
 * <p>Starting points: {@link io.rvoip.sip.transport.tls.TlsPolicy} (the settings, one object for TLS and secure
 * WebSocket), {@link io.rvoip.sip.transport.tls.TlsContexts} (the same with the files read, reloadable while
 * connections live), {@link io.rvoip.sip.transport.tls.SipIdentities} (which domains a certificate speaks for),
 * {@link io.rvoip.sip.transport.tls.TlsEvent} (what an operator has to know).
 */
@NullMarked
package io.rvoip.sip.transport.tls;

import org.jspecify.annotations.NullMarked;
