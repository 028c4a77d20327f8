package io.rvoip.media;

/**
 * What people on both sides of a call compare by voice to find out whether somebody is in between (RFC 6189 section 7).
 *
 * @param sas the short authentication string: four characters, or two words
 * @param verified whether it was the same, in this call or in an earlier one that both sides remember
 * @param mismatch whether a secret of earlier calls is gone: the far end forgot it, or somebody is in between; until the
 *     string was compared the call is not to be trusted
 */
public record SasCheck(String sas, boolean verified, boolean mismatch) {
    SasCheck compared(boolean same) {
        return new SasCheck(sas, same, mismatch && !same);
    }
}
