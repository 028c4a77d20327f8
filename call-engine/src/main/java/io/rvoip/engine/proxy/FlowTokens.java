package io.rvoip.engine.proxy;

import io.rvoip.common.crypto.Bytes;
import io.rvoip.common.crypto.CryptoProvider;
import io.rvoip.sip.transport.Flow;
import io.rvoip.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names flows so that others can bring the name back, and nobody can make one (RFC 5626 §5.2): the parts of the flow and a MAC
 * over them, so that nothing is kept. A token begins with a mark of this process: one from before a restart is not taken for a
 * forged one, its flow is just gone. Confined to one loop.
 */
final class FlowTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MARK = 4;
    private static final int MAC = 10;
    private static final int LONGEST = 96;
    private static final TransportProtocol[] PROTOCOLS = TransportProtocol.values();

    /** What came back. */
    sealed interface Read {
        /** A flow of ours, which may be closed meanwhile. */
        record Known(Flow flow) implements Read {}

        /** One of another process, or of us before a restart. */
        record Gone() implements Read {}

        /** Nobody gave it out. */
        record Forged() implements Read {}
    }

    private final Mac mac;
    private final byte[] mark;

    /** @param key the same on all shards of a host */
    FlowTokens(CryptoProvider crypto, byte[] key) {
        mac = crypto.mac(ALGORITHM);
        init(key);
        byte[] own = derived("key of flow tokens"); // whoever gets a MAC of a text of their choice elsewhere has none of this
        mark = Arrays.copyOf(derived("process of flow tokens"), MARK);
        init(own);
    }

    private void init(byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("a key of " + key.length + " octets is refused", impossible);
        }
    }

    private byte[] derived(String purpose) {
        return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    }

    /** The token of a flow, in characters that a user part may have. */
    String of(Flow flow) {
        byte[] local = flow.local().getAddress().getAddress();
        byte[] remote = flow.remote().getAddress().getAddress();
        ByteBuffer text = ByteBuffer.allocate(MARK + 1 + 2 * (1 + Short.BYTES) + local.length + remote.length + Long.BYTES + MAC);
        text.put(mark).put((byte) flow.protocol().ordinal());
        put(text, local, flow.local().getPort());
        put(text, remote, flow.remote().getPort());
        text.putLong(flow.connection());
        text.put(mac(text.array(), text.position()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.array());
    }

    private static void put(ByteBuffer text, byte[] address, int port) {
        text.put((byte) address.length).put(address).putShort((short) port);
    }

    private byte[] mac(byte[] text, int length) {
        mac.update(text, 0, length);
        return Arrays.copyOf(mac.doFinal(), MAC);
    }

    /** What a token names. */
    Read read(String token) {
        byte[] all = decoded(token);
        if (all.length < MARK + MAC) {
            return new Read.Forged();
        }
        if (!Arrays.equals(all, 0, MARK, mark, 0, MARK)) {
            return new Read.Gone();
        }
        int length = all.length - MAC;
        if (!Bytes.constantTimeEquals(Arrays.copyOfRange(all, length, all.length), mac(all, length))) {
            return new Read.Forged();
        }
        return flow(ByteBuffer.wrap(all, MARK, length - MARK));
    }

    private static byte[] decoded(String token) {
        try {
            return token.length() > LONGEST ? new byte[0] : Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private static Read flow(ByteBuffer text) {
        try {
            TransportProtocol protocol = PROTOCOLS[text.get()];
            InetSocketAddress local = address(text);
            InetSocketAddress remote = address(text);
            return new Read.Known(new Flow(protocol, local, remote, text.getLong()));
        } catch (BufferUnderflowException | UnknownHostException | ArrayIndexOutOfBoundsException ours) {
            throw new IllegalStateException("a token of ours cannot be read", ours);
        }
    }

    private static InetSocketAddress address(ByteBuffer text) throws UnknownHostException {
        byte[] octets = new byte[text.get()];
        text.get(octets);
        return new InetSocketAddress(InetAddress.getByAddress(octets), text.getShort() & 0xFFFF);
    }
}
