/**
 * The audit log: who did what to the platform, and who tried, in a file that tells when somebody changed it.
 *
 * <p>Starting points: {@link io.rvoip.common.audit.AuditSink} (where records go), {@link io.rvoip.common.audit.AuditFile}
 * (the file), {@link io.rvoip.common.audit.AuditChain} (whether it is whole).
 */
@NullMarked
package io.rvoip.common.audit;

import org.jspecify.annotations.NullMarked;
