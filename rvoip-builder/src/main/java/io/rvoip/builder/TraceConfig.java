package io.rvoip.builder;

import io.rvoip.common.Expect;
import io.rvoip.common.SecurityProfile;
import io.rvoip.sip.trace.HepSettings;
import io.rvoip.sip.trace.Redaction;
import io.rvoip.sip.trace.TraceSettings;
import java.util.Optional;

/**
 * What a platform remembers of the SIP messages of its calls. Immutable.
 *
 * @param memory bytes for all calls together, 1 MiB to 1 GiB; when it is full the oldest call is forgotten
 * @param callMemory bytes for one call, 4 KiB to 1 GiB; a call that has more loses its own first messages
 * @param redaction what is taken out of messages before somebody sees them; empty for what the profile asks for, and
 *     secrets in any case
 * @param hep who else is told of all messages; empty for nobody
 */
public record TraceConfig(long memory, long callMemory, Optional<Redaction> redaction, Optional<HepSettings> hep) {
    private static final long MOST = 1L << 30;

    /** Checks the ranges. */
    public TraceConfig {
        Expect.inRange("memory", memory, 1L << 20, MOST);
        Expect.inRange("callMemory", callMemory, 4L << 10, MOST);
    }

    /** 16 MiB, of which a call may have 256 KiB, shown as the profile allows. */
    public static TraceConfig basic() {
        return new TraceConfig(TraceSettings.DEFAULT.memory(), TraceSettings.DEFAULT.callMemory(), Optional.empty(), Optional.empty());
    }

    /** With another budget for all calls, in bytes. */
    public TraceConfig withMemory(long bytes) {
        return new TraceConfig(bytes, callMemory, redaction, hep);
    }

    /** With another share of one call, in bytes. */
    public TraceConfig withCallMemory(long bytes) {
        return new TraceConfig(memory, bytes, redaction, hep);
    }

    /** Showing less than the profile allows; what it does not allow is refused. */
    public TraceConfig withRedaction(Redaction shown) {
        return new TraceConfig(memory, callMemory, Optional.of(shown), hep);
    }

    /** Reports all SIP messages to a collector as well, redacted in the same way. */
    public TraceConfig withHep(HepSettings collector) {
        return new TraceConfig(memory, callMemory, redaction, Optional.of(collector));
    }

    /** Once the profile has spoken. */
    TraceSettings settings(SecurityProfile profile) {
        Redaction least = Redaction.of(profile);
        Redaction bySelf = least == Redaction.NOTHING ? Redaction.SECRETS : least;
        return new TraceSettings(memory, callMemory, redaction.orElse(bySelf));
    }
}
