package io.rvoip.builder;

import io.rvoip.common.Expect;
import io.rvoip.engine.EarlyMedia;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.IdentitySettings;
import io.rvoip.engine.MediaMode;
import io.rvoip.engine.ProxySettings;
import io.rvoip.engine.SilenceRule;
import io.rvoip.engine.registrar.KeepAliveSettings;
import io.rvoip.engine.registrar.RegistrarSettings;
import io.rvoip.session.Reliability;
import io.rvoip.session.SessionTimers;
import java.time.Duration;

/**
 * How calls are handled and phones are kept. Immutable.
 *
 * @param maxCalls calls at the same time, 1–1,000,000; the declared capacity may be lower
 * @param callTimeout how long a call may ring, more than zero
 * @param recording whether calls are recorded
 * @param mode whether calls are bridged or proxied; a proxy sees no media, so that {@code media}, {@code earlyMedia} and
 *     {@code silence} mean nothing to it
 * @param proxy how calls are proxied
 * @param media whether media flows through this platform
 * @param earlyMedia what the caller hears before the answer
 * @param silence what becomes of a call from which no media comes; only where media flows through this platform
 * @param reliableProvisional whether provisional responses are acknowledged with PRACK (RFC 3262)
 * @param sessionTimers whether calls are refreshed, and end when they are not (RFC 4028)
 * @param registrar what registrations are granted
 * @param keepAlive how registered phones are kept reachable
 * @param identity what phones are told of identities, and what they may not say
 */
public record CallEngineConfig(
        int maxCalls, Duration callTimeout, Wish recording, EngineMode mode, ProxySettings proxy, MediaMode media,
        EarlyMedia earlyMedia, SilenceRule silence, Reliability reliableProvisional, SessionTimers sessionTimers,
        RegistrarSettings registrar, KeepAliveSettings keepAlive, IdentitySettings identity) {
    private static final SessionTimers EVERY_CALL = SessionTimers.DEFAULT.withPolicy(SessionTimers.Policy.REQUEST);

    /** Checks the ranges. */
    public CallEngineConfig {
        Expect.inRange("maxCalls", maxCalls, 1, 1_000_000);
        Expect.positive("callTimeout", callTimeout);
    }

    private CallEngineConfig(int maxCalls, Duration callTimeout, Wish recording) {
        this(maxCalls, callTimeout, recording, EngineMode.B2BUA, ProxySettings.DEFAULT, MediaMode.ANCHORED, EarlyMedia.RELAY,
            SilenceRule.DEFAULT, Reliability.SUPPORTED, EVERY_CALL, RegistrarSettings.DEFAULT, KeepAliveSettings.DEFAULT,
            IdentitySettings.DEFAULT);
    }

    /** 1,000 calls, 300 s, no recording. */
    public static CallEngineConfig basic() {
        return new CallEngineConfig(1_000, Duration.ofSeconds(300), Wish.OFF);
    }

    /** 10,000 calls, 600 s, with recording. */
    public static CallEngineConfig enterprise() {
        return new CallEngineConfig(10_000, Duration.ofSeconds(600), Wish.INCLUDED);
    }

    /** With another limit of calls. */
    public CallEngineConfig withMaxCalls(int calls) {
        return new CallEngineConfig(
            calls, callTimeout, recording, mode, proxy, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With another time to ring. */
    public CallEngineConfig withCallTimeout(Duration timeout) {
        return new CallEngineConfig(
            maxCalls, timeout, recording, mode, proxy, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With recording required, or off. */
    public CallEngineConfig withRecording(boolean on) {
        Wish wish = on ? Wish.REQUIRED : Wish.OFF;
        return new CallEngineConfig(
            maxCalls, callTimeout, wish, mode, proxy, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With calls bridged or proxied. */
    public CallEngineConfig withMode(EngineMode kind) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, kind, proxy, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** Proxied in another way, where calls are proxied. */
    public CallEngineConfig withProxy(ProxySettings settings) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, settings, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With media on another path. */
    public CallEngineConfig withMedia(MediaMode path) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, path, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With other sounds before the answer. */
    public CallEngineConfig withEarlyMedia(EarlyMedia heard) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, media, heard, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With another rule for calls without media. */
    public CallEngineConfig withSilence(SilenceRule rule) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, media, earlyMedia, rule, reliableProvisional,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With provisional responses acknowledged never, where the far end can, or always. */
    public CallEngineConfig withReliableProvisional(Reliability policy) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, media, earlyMedia, silence, policy,
            sessionTimers, registrar, keepAlive, identity);
    }

    /** With other session timers. */
    public CallEngineConfig withSessionTimers(SessionTimers timers) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, media, earlyMedia, silence, reliableProvisional,
            timers, registrar, keepAlive, identity);
    }

    /** With other grants. */
    public CallEngineConfig withRegistrar(RegistrarSettings settings) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, settings, keepAlive, identity);
    }

    /** With other keep-alives. */
    public CallEngineConfig withKeepAlive(KeepAliveSettings settings) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, settings, identity);
    }

    /** With other rules for identities. */
    public CallEngineConfig withIdentity(IdentitySettings settings) {
        return new CallEngineConfig(
            maxCalls, callTimeout, recording, mode, proxy, media, earlyMedia, silence, reliableProvisional,
            sessionTimers, registrar, keepAlive, settings);
    }
}
