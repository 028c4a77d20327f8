package io.rvoip.rtp.srtp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rvoip.common.crypto.CryptoProvider;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;

/** What our own engine can compute with; OpenSSL is not to be had everywhere. */
enum Ciphers {
    JDK,
    /** On the arrays of the packets, by way of memory of its own. */
    OPENSSL,
    /** On packets in direct memory, where they are: those that a test has are copied there, and back again. */
    OPENSSL_IN_MEMORY;

    /** Those that are here. */
    static List<Ciphers> present() {
        return SrtpEngine.openSslFault(CryptoProvider.jdk()).isEmpty() ? List.of(values()) : List.of(JDK);
    }

    /** For properties. */
    static final class Present implements ArbitrarySupplier<Ciphers> {
        @Override
        public Arbitrary<Ciphers> get() {
            return Arbitraries.of(present());
        }
    }

    /** The test that asks for it is not run where there is no OpenSSL. */
    SrtpContext open(SrtpMasterKey key) {
        if (this == JDK) {
            return SrtpEngine.jca(CryptoProvider.jdk()).open(key);
        }
        String fault = SrtpEngine.openSslFault(CryptoProvider.jdk()).orElse("");
        assumeTrue(fault.isEmpty(), fault);
        SrtpContext opened = SrtpEngine.openSsl(CryptoProvider.jdk()).open(key);
        return this == OPENSSL ? opened : new InMemory(opened);
    }

    private record InMemory(SrtpContext context) implements SrtpContext {
        private interface Step {
            SrtpStatus on(ByteBuf packet);
        }

        private static SrtpStatus there(ByteBuf packet, Step step) {
            int from = packet.readerIndex();
            ByteBuf direct = Unpooled.directBuffer(packet.capacity(), packet.maxCapacity()).setIndex(from, from).writeBytes(packet, from, packet.readableBytes());
            if (!direct.hasMemoryAddress()) {
                throw new AssertionError("start the JVM with -Dio.netty.noUnsafe=false");
            }
            SrtpStatus status = step.on(direct);
            packet.ensureWritable(Math.max(0, direct.readableBytes() - packet.readableBytes()));
            packet.setBytes(from, direct, from, direct.readableBytes()).writerIndex(direct.writerIndex());
            direct.release();
            return status;
        }

        @Override
        public void protectHeads(HeaderProtection how) {
            context.protectHeads(how);
        }

        @Override
        public SrtpStatus protectRtp(ByteBuf packet) {
            return there(packet, context::protectRtp);
        }

        @Override
        public SrtpStatus unprotectRtp(ByteBuf packet) {
            return there(packet, context::unprotectRtp);
        }

        @Override
        public SrtpStatus protectRtcp(ByteBuf packet) {
            return there(packet, context::protectRtcp);
        }

        @Override
        public SrtpStatus unprotectRtcp(ByteBuf packet) {
            return there(packet, context::unprotectRtcp);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
