package io.rvoip.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A TCP port in front of a server, which lets nothing through before it is opened. */
final class Gate implements AutoCloseable {
    private final ServerSocket door;
    private final int server;
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** In front of this port of the loopback. */
    Gate(int server) throws IOException {
        this.server = server;
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run("gate", this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void open() {
        open.countDown();
    }

    /** Whether somebody waits in front of it, or has gone through. */
    boolean isSought() {
        return !sockets.isEmpty();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            sockets.add(client);
            run("gate way in", () -> {
                open.await();
                Socket through = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(through);
                run("gate way out", () -> pump(through, client));
                pump(client, through);
            });
        }
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void run(String name, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                // the test is over
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        open();
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
