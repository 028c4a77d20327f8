package io.rvoip.rtp.mikey;

/** The numbers of payloads (RFC 3830 table 6.1.b). */
final class PayloadType {
    static final int LAST = 0;
    static final int KEMAC = 1;
    static final int ENVELOPE = 2;
    static final int DH = 3;
    static final int SIGN = 4;
    static final int TIMESTAMP = 5;
    static final int IDENTITY = 6;
    static final int CERTIFICATE = 7;
    static final int CERTIFICATE_HASH = 8;
    static final int VERIFICATION = 9;
    static final int POLICY = 10;
    static final int RAND = 11;
    static final int FAILURE = 12;
    static final int KEY_DATA = 20;
    static final int EXTENSION = 21;

    private PayloadType() {}
}
