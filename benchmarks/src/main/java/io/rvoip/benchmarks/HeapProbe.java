package io.rvoip.benchmarks;

import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/** Answers each line on standard input with what is left on the heap after a collection, and outside of it, in bytes, and the number of threads. */
final class HeapProbe {
    private static final int COLLECTIONS = 3;

    private HeapProbe() {}

    /** Until the process that asks is gone. */
    static void answer() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null) {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
            }
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            long direct = Math.max(0, PlatformDependent.usedDirectMemory());
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                direct += pool.getMemoryUsed();
            }
            System.out.println(heap + " " + direct + " " + ManagementFactory.getThreadMXBean().getThreadCount());
        }
    }
}
