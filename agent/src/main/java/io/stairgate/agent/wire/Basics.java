package io.stairgate.agent.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Stage;
import java.time.Instant;
import java.util.UUID;

/** The smallest parts of the contract's messages. */
final class Basics {
  /** 0001-01-01 and 9999-12-31, the range the contract's timestamps have. */
  private static final long MIN_SECONDS = -62_135_596_800L;

  private static final long MAX_SECONDS = 253_402_300_799L;

  private Basics() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(Math.clamp(instant.getEpochSecond(), MIN_SECONDS, MAX_SECONDS))
        .setNanos(instant.getNano())
        .build();
  }

  static Instant instant(Timestamp timestamp) throws MalformedException {
    long seconds = timestamp.getSeconds();
    int nanos = timestamp.getNanos();
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0 || nanos > 999_999_999) {
      throw new MalformedException("A time is out of range.");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  static String uuid(String text, String what) throws MalformedException {
    try {
      String canonical = UUID.fromString(text).toString();
      if (canonical.equalsIgnoreCase(text)) {
        return canonical;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException(what + " is not a UUID.", e);
    }
    throw new MalformedException(what + " is not a UUID.");
  }

  static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  static Bytes bytes(ByteString bytes, int max, String what) throws MalformedException {
    if (bytes.isEmpty() || bytes.size() > max) {
      throw new MalformedException(what + " has " + bytes.size() + " bytes, not 1 to " + max + ".");
    }
    return Bytes.copyOf(bytes.toByteArray());
  }

  static io.stairgate.proto.v1.PolicyVersion version(PolicyVersion version) {
    return io.stairgate.proto.v1.PolicyVersion.newBuilder()
        .setEpoch(version.epoch())
        .setNumber(version.number())
        .build();
  }

  static PolicyVersion version(io.stairgate.proto.v1.PolicyVersion version)
      throws MalformedException {
    if (version.getEpoch() < 1 || version.getNumber() < 1) {
      throw new MalformedException("A policy version counts from 1.");
    }
    return new PolicyVersion(version.getEpoch(), version.getNumber());
  }

  static io.stairgate.proto.v1.Stage stage(Stage stage) {
    return switch (stage) {
      case WATCH -> io.stairgate.proto.v1.Stage.STAGE_WATCH;
      case WARN -> io.stairgate.proto.v1.Stage.STAGE_WARN;
      case ENFORCE -> io.stairgate.proto.v1.Stage.STAGE_ENFORCE;
    };
  }

  /** An unset stage is read as watch, as the contract says; a number nobody knows is refused. */
  static Stage stage(io.stairgate.proto.v1.Stage stage) throws MalformedException {
    return switch (stage) {
      case STAGE_UNSPECIFIED, STAGE_WATCH -> Stage.WATCH;
      case STAGE_WARN -> Stage.WARN;
      case STAGE_ENFORCE -> Stage.ENFORCE;
      case UNRECOGNIZED -> throw new MalformedException("A stage is not known to this version.");
    };
  }
}
