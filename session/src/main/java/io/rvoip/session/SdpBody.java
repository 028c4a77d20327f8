package io.rvoip.session;

import io.rvoip.sip.sdp.SessionDescription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A session description as it stands in a message, byte for byte. Immutable. */
public final class SdpBody {
    /** The one body type this build understands in INVITEs. */
    public static final String CONTENT_TYPE = "application/sdp";

    private final byte[] bytes;

    private SdpBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A body of these bytes, which are copied. */
    public static SdpBody of(byte[] bytes) {
        return new SdpBody(bytes.clone());
    }

    /** A body of this text, as UTF-8. */
    public static SdpBody of(String text) {
        return new SdpBody(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A body of this description. */
    public static SdpBody of(SessionDescription description) {
        return of(description.toString());
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SdpBody body && Arrays.equals(bytes, body.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
