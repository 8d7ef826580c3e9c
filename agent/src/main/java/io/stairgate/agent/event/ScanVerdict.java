package io.stairgate.agent.event;

/** The answer of a scan. */
public enum ScanVerdict {
  /** Everything was scanned and nothing was found. */
  CLEAN,
  /** Malware was found. */
  INFECTED,
  /** Nothing was found in what was scanned, and not everything was. */
  NOT_FULLY_SCANNED
}
