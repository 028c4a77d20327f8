package io.rvoip.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Test material kept outside the project; what needs it is skipped, saying so, where it is missing. */
public final class Conformance {
    private Conformance() {
    }

    public static Path file(String name) {
        String root = System.getProperty("rvoip.root", "..");
        Path folder = Path.of(System.getProperty("rvoip.conformance", root + "/../shared/conformance"));
        Path file = folder.resolve(name);
        Assumptions.assumeTrue(Files.isRegularFile(file), () -> "not there: " + file.toAbsolutePath().normalize());
        return file;
    }

    /** A file of 16-bit little-endian samples. */
    public static short[] samples(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(file(name));
        short[] out = new short[bytes.length / 2];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(out);
        return out;
    }
}
