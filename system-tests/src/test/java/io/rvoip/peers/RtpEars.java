package io.rvoip.peers;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/** An ear for each of many calls, at the ports that sipp's {@code [auto_media_port+4]} gives them one after the other. */
final class RtpEars implements Closeable {
    private static final int STEP = 4;
    private static final int LOWEST = 21_000;
    private static final int HIGHEST = 30_000;

    private final int mediaPort;
    private final List<RtpEar> ears = new ArrayList<>();

    private RtpEars(int mediaPort) {
        this.mediaPort = mediaPort;
    }

    /** Opens them where a whole row of ports is free. */
    static RtpEars open(int calls, int payloadType, boolean echo) throws IOException {
        for (int port = LOWEST; port < HIGHEST; port += STEP * calls) {
            RtpEars ears = new RtpEars(port);
            try {
                for (int call = 1; call <= calls; call++) {
                    ears.ears.add(new RtpEar(port + STEP * call, payloadType, echo));
                }
                return ears;
            } catch (BindException taken) {
                ears.close();
            }
        }
        throw new IOException("no row of " + calls + " free ports on 127.0.0.1");
    }

    /** What sipp wants for {@code -mp}. */
    int mediaPort() {
        return mediaPort;
    }

    /** How many packets that held so many samples came, for each call that had any. */
    List<Integer> packetsOf(int samples) {
        return ears.stream().map(ear -> ear.packetsOf(samples)).filter(packets -> packets > 0).toList();
    }

    @Override
    public void close() {
        ears.forEach(RtpEar::close);
    }
}
