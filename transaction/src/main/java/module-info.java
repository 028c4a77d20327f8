/** The four RFC 3261 transaction machines with RFC 6026, and matching. */
module io.rvoip.transaction {
    requires transitive io.rvoip.sip;
    requires static transitive org.jspecify;

    exports io.rvoip.transaction;
}
