package io.rvoip.api;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that says exactly what a test wants, right or wrong; reads only when told to. */
final class RawWebSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;

    /** Handshake, with the server's answer read. */
    RawWebSocket(Socket socket, String secret) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        write(("GET /v1/events HTTP/1.1\r\n" + ApiLab.lines("Host: 127.0.0.1", "Connection: Upgrade",
                "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol: rvoip.events.v1", "Sec-WebSocket-Extensions: permessage-deflate",
                ApiLab.authorization(secret)) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = head();
        if (!answer.startsWith("HTTP/1.1 101 ") || answer.toLowerCase().contains("sec-websocket-extensions")) {
            throw new AssertionError(answer);
        }
    }

    /** A whole, masked text frame. */
    void say(String text) throws IOException {
        frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A masked frame with this first octet (FIN, RSV, opcode). */
    void frame(int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = header(first, MASKED, payload.length);
        frame.writeBytes(new byte[] {1, 2, 3, 4});
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ 1 + i % 4);
        }
        write(frame.toByteArray());
    }

    /** A frame without a mask, which clients may not send. */
    void unmasked(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = header(FIN | TEXT, 0, payload.length);
        frame.writeBytes(payload);
        write(frame.toByteArray());
    }

    /** The beginning of a masked frame that says it has {@code length} octets. */
    void announce(long length) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(FIN | TEXT);
        frame.write(MASKED | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
            frame.write((int) (length >>> shift));
        }
        frame.writeBytes(new byte[] {0, 0, 0, 0});
        write(frame.toByteArray());
    }

    /** Reads frames until the server's close frame, and returns its code; -1 when it just closed. */
    int closeCode() throws IOException {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0f;
                byte[] payload = in.readNBytes(length());
                if (opcode == CLOSE) {
                    return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                }
            }
        } catch (java.io.EOFException | java.net.SocketException gone) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        return length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
    }

    private static ByteArrayOutputStream header(int first, int mask, int length) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (length < 126) {
            frame.write(mask | length);
        } else {
            frame.write(mask | 126);
            frame.write(length >>> 8);
            frame.write(length);
        }
        return frame;
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private void write(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }
}
