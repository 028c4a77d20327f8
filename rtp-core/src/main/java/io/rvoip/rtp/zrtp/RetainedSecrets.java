package io.rvoip.rtp.zrtp;

import io.rvoip.common.Secret;
import java.util.Optional;

/**
 * What is remembered of a far end from call to call (RFC 6189 section 4.9).
 *
 * @param rs1 of the last call
 * @param rs2 of the one before
 * @param verified whether people have compared the SAS
 */
public record RetainedSecrets(Secret rs1, Optional<Secret> rs2, boolean verified) {}
