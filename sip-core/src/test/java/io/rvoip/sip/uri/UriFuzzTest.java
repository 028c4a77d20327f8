package io.rvoip.sip.uri;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rvoip.sip.Fault;

/** Whatever the bytes: no exception; two URIs in one input compare the same both ways. */
class UriFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void uri(byte[] bytes) {
        int half = 0;
        while (half < bytes.length && bytes[half] != '\n') {
            half++;
        }
        Uri one = read(bytes, 0, half);
        Uri other = read(bytes, Math.min(half + 1, bytes.length), bytes.length);
        if (one != null && other != null && one.equivalentTo(other) != other.equivalentTo(one)) {
            throw new AssertionError("asymmetric: " + one + " and " + other);
        }
    }

    private static Uri read(byte[] bytes, int from, int to) {
        Fault fault = new Fault();
        Uri uri = Uri.read(bytes, from, to, fault);
        if (uri == null) {
            if (!fault.present() || fault.offset() < from || fault.offset() > to) {
                throw new AssertionError("no reason at " + fault.offset());
            }
            return null;
        }
        if (!uri.equivalentTo(uri) || !Uri.of(uri.toString()).equals(uri) || !uri.detached().equals(uri)) {
            throw new AssertionError("does not read back: " + uri);
        }
        if (uri instanceof SipUri sip) {
            sip.parameterNames().forEach(sip::parameter);
            sip.headerNames().forEach(sip::header);
            sip.addressOfRecord().concat(sip.user().orElse("")).concat(sip.password().orElse(""));
        }
        return uri;
    }
}
