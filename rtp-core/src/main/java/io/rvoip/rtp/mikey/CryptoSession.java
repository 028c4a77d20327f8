package io.rvoip.rtp.mikey;

/**
 * One stream in the map of a bundle (RFC 3830 section 6.1.1). Its identifier is its place in the map, from 1 on.
 *
 * @param policy number of its security policy, 0 to 255
 * @param ssrc of the stream, 32 raw bits; 0: not chosen yet, or not by who wrote this
 * @param rolloverCounter of a stream that has begun already, 32 raw bits
 */
public record CryptoSession(int policy, int ssrc, int rolloverCounter) {}
