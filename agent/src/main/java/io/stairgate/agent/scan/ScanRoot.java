package io.stairgate.agent.scan;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * One mounted file system to scan.
 *
 * @param folder where it is mounted
 * @param present false once the medium below it is gone; asked after a read failed
 */
public record ScanRoot(Path folder, BooleanSupplier present) {}
