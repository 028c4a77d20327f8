package io.rvoip.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** No bytes make the parser throw, and what it accepts it can write and read again. */
class SdpFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void readsAnything(byte[] bytes) {
        SdpParser.parse(bytes).description().ifPresent(read -> {
            assertThat(SdpParser.parse(read.encode()).description()).contains(read);
            read.groups();
            read.media().forEach(media -> {
                media.rtpMaps();
                media.ptime();
                media.maxPtime();
                media.ssrcs();
                media.rtcpPort();
                media.formats().forEach(format -> media.fmtp(format).ifPresent(Fmtp::parameters));
                read.rtcpOf(media);
                read.directionOf(media);
                read.connectionOf(media).flatMap(Connection::inetAddress);
            });
        });
    }
}
