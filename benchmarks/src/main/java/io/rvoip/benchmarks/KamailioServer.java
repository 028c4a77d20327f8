package io.rvoip.benchmarks;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts Debian's Kamailio as a peer: one worker, one UDP port, nothing on disk. */
final class KamailioServer {
    private static final int TRIES = 50;
    private static final int PATIENCE_MILLIS = 200;
    private static final String REGISTRAR = """
        debug=-1
        log_stderror=yes
        children=1
        auto_aliases=no
        disable_tcp=yes
        listen=udp:127.0.0.1:PORT
        loadmodule "sl.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "auth.so"
        modparam("usrloc", "db_mode", 0)
        modparam("usrloc", "hash_size", 14)

        request_route {
            if (!mf_process_maxfwd_header("70")) { sl_send_reply("483", "Too Many Hops"); exit; }
            if ($rm != "REGISTER") { sl_send_reply("200", "OK"); exit; }
            if (!pv_www_authenticate("DOMAIN", "PASSWORD", "0")) { www_challenge("DOMAIN", "1"); exit; }
            save("location");
        }
        """;

    private static final String PROXY = """
        debug=-1
        log_stderror=yes
        children=1
        auto_aliases=no
        disable_tcp=yes
        listen=udp:127.0.0.1:PORT
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "rr.so"
        loadmodule "siputils.so"

        request_route {
            if (!mf_process_maxfwd_header("70")) { sl_send_reply("483", "Too Many Hops"); exit; }
            if ($rm == "OPTIONS") { sl_send_reply("200", "OK"); exit; }
            if (has_totag()) { loose_route(); } else { record_route(); }
            if (!t_relay()) { sl_reply_error(); }
        }
        """;

    private KamailioServer() {}

    static boolean present() {
        return Files.isExecutable(Path.of("/usr/sbin/kamailio"));
    }

    /** A registrar that keeps bindings in memory and knows every user by one password. */
    static Child registrar(Path dir, int port) throws IOException {
        return start(dir, REGISTRAR.replace("DOMAIN", RegisterBench.DOMAIN).replace("PASSWORD", RegisterBench.PASSWORD), port);
    }

    /** A stateful proxy that stays in the route of calls. */
    static Child proxy(Path dir, int port) throws IOException {
        return start(dir, PROXY, port);
    }

    private static Child start(Path dir, String text, int port) throws IOException {
        Path config = Files.writeString(dir.resolve("kamailio.cfg"), text.replace("PORT", Integer.toString(port)));
        Child child = Child.start(1, List.of("/usr/sbin/kamailio", "-f", config.toString(), "-DD", "-E", "-m", "1024", "-M", "16",
            "-w", dir.toString(), "-Y", dir.toString(), "-P", dir.resolve("pid").toString()));
        awaitAnswer(port);
        return child;
    }

    /** It says nothing when it is ready, so it is asked. */
    private static void awaitAnswer(int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            byte[] ask = ("OPTIONS sip:127.0.0.1:" + port + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort()
                + ";branch=z9hG4bKready\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: ready\r\nCSeq: 1 OPTIONS\r\n"
                + "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int left = TRIES; left > 0; left--) {
                socket.send(new DatagramPacket(ask, ask.length, InetAddress.getLoopbackAddress(), port));
                try {
                    socket.receive(new DatagramPacket(new byte[2048], 2048));
                    return;
                } catch (SocketTimeoutException notYet) {
                    // asked again
                }
            }
        }
        throw new IOException("kamailio does not answer on port " + port);
    }
}
