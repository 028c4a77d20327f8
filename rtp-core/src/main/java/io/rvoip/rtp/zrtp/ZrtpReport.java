package io.rvoip.rtp.zrtp;

import io.rvoip.rtp.srtp.SrtpSuite;

/**
 * What an exchange came to.
 *
 * @param sas what people compare; empty for a further stream, which stands on the first one's
 * @param verified whether people have compared it in an earlier call, by what we and by what the far end remember
 * @param mismatch we remembered a secret that the far end does not have: it forgot, or somebody is in between. People have
 *     to compare the SAS
 * @param suite what media is encrypted with
 * @param agreement how, by its four characters
 * @param peer the far end's ZID
 */
public record ZrtpReport(String sas, boolean verified, boolean mismatch, SrtpSuite suite, String agreement, Zid peer) {}
