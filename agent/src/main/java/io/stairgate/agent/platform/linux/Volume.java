package io.stairgate.agent.platform.linux;

import java.nio.file.Path;

/**
 * One partition of a medium, a whole medium without partitions, or the plain side of an unlocked
 * one.
 *
 * @param node its block node, for example {@code /dev/sdb1}
 * @param name the kernel's name, for example {@code sdb1}
 * @param kind what its own bytes say
 * @param encrypted true for a locked LUKS or BitLocker volume and for the plain side of one
 * @param size bytes
 */
record Volume(Path node, String name, FileSystemKind kind, boolean encrypted, long size) {}
