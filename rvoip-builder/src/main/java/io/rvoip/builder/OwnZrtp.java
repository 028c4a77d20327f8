package io.rvoip.builder;

import io.rvoip.common.Metrics;
import io.rvoip.common.SecurityProfile;
import io.rvoip.common.TimeSource;
import io.rvoip.common.ValidationReport;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.common.crypto.SecureIds;
import io.rvoip.engine.EngineMode;
import io.rvoip.engine.MediaMode;
import io.rvoip.media.transport.BlockingIsland;
import io.rvoip.rtp.zrtp.MemoryZrtpCache;
import io.rvoip.rtp.zrtp.ZrtpAlgorithms;
import io.rvoip.rtp.zrtp.ZrtpCacheFile;
import io.rvoip.rtp.zrtp.ZrtpEngine;
import io.rvoip.rtp.zrtp.Zid;
import io.rvoip.session.SecurityConfig;
import io.rvoip.session.offer.SrtpPolicy;

/** The platform's end of ZRTP: its threads, its memory of phones, and what its section must fulfil. */
final class OwnZrtp {
    private static final String FIELD = "media.zrtp";
    /** Far ends whose secrets are kept. */
    private static final int REMEMBERED = 100_000;
    private static final int THREADS = 2;
    private static final int WAITING = 256;

    private final BlockingIsland island = BlockingIsland.create("rvoip-zrtp", THREADS, WAITING);
    private final ZrtpEngine engine;

    OwnZrtp(ZrtpConfig config, SecurityProfile profile, CryptoProvider crypto, Metrics metrics) {
        ZrtpAlgorithms algorithms = ZrtpAlgorithms.preferring(SrtpPolicy.suites(profile));
        TimeSource time = TimeSource.system();
        engine = config.cache().map(file -> {
            ZrtpCacheFile cache = ZrtpCacheFile.open(file, REMEMBERED, new SecureIds(), time, island);
            return new ZrtpEngine(cache.zid(), cache, algorithms, crypto, island, time, metrics);
        }).orElseGet(() -> new ZrtpEngine(Zid.random(new SecureIds()), new MemoryZrtpCache(REMEMBERED), algorithms, crypto, island, time, metrics));
    }

    ZrtpEngine engine() {
        return engine;
    }

    void stop() {
        island.close();
    }

    static void check(PlatformConfig config, ZrtpConfig zrtp, ValidationReport.Collector problems, Floor floor) {
        boolean anchored = config.calls().mode() == EngineMode.B2BUA && config.calls().media() == MediaMode.ANCHORED;
        problems.require(anchored, FIELD, "means nothing where media does not pass through the platform", "leave it out, or anchor the media of bridged calls");
        boolean alone = config.rtp().keying().mikey().filter(MikeyConfig::alone).isPresent();
        problems.require(config.rtp().security() instanceof SecurityConfig.Auto && !alone, FIELD, "is of no use where another way to keys is insisted on",
            "use security: auto, and media.mikey.use: beside");
        floor.require(config.securityProfile() == SecurityProfile.DEVELOPMENT, FIELD, "an end of ZRTP that nobody is heard at",
            "leave it out");
        zrtp.cache().ifPresent(file -> {
            try {
                ZrtpCacheFile.check(file);
            } catch (IllegalArgumentException refused) {
                problems.add(FIELD + ".cache", String.valueOf(refused.getMessage()), "");
            }
        });
    }
}
