package io.rvoip.engine.proxy;

import io.rvoip.common.IdSource;
import io.rvoip.common.Loop;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.engine.Admission;
import io.rvoip.engine.EngineConfig;
import io.rvoip.engine.auth.Domains;
import io.rvoip.engine.call.Router;
import io.rvoip.session.TargetResolver;
import io.rvoip.sip.transport.SipTransport;

/**
 * What the proxy of one shard works with.
 *
 * @param ids of the shard
 * @param key of the marks in Record-Route, the same on all shards
 * @param router finds the phones of a user
 * @param events hears how requests went
 */
public record ProxyContext(
        EngineConfig config, Domains domains, Loop loop, IdSource ids, CryptoProvider crypto, byte[] key,
        SipTransport transport, TargetResolver resolver, Router router, Admission admission, Doorkeeper door,
        ProxyListener events) {}
