package io.stairgate.agent.event;

/**
 * How far a scan is; not kept.
 *
 * @param permissionId the permission it is for
 * @param doneBytes bytes looked at so far
 * @param totalBytes bytes to look at as far as known
 * @param files files looked at so far
 */
public record ScanProgress(String permissionId, long doneBytes, long totalBytes, long files) {}
