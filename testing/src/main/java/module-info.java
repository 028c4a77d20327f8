/** Published test doubles: virtual time, virtual network, scripted SIP peer, RTP streams. */
module io.rvoip.testing {
    requires transitive io.rvoip.common;
    requires static transitive org.jspecify;

    exports io.rvoip.testing;
}
