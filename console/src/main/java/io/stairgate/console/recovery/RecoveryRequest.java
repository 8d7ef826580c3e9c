package io.stairgate.console.recovery;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody asks that the setting's key be put together.
 *
 * @param id names it
 * @param purpose for what
 * @param device the laptop, where one is to be opened
 * @param keyId its key; empty where none
 * @param reason why, by the asker's word
 * @param askedBy who asks
 * @param askedByName their name
 * @param askedAt when
 * @param state how it stands
 * @param agreements who agreed
 */
public record RecoveryRequest(
    UUID id,
    Purpose purpose,
    Optional<DeviceId> device,
    String keyId,
    String reason,
    UUID askedBy,
    String askedByName,
    Instant askedAt,
    State state,
    List<Agreement> agreements) {
  public RecoveryRequest {
    agreements = List.copyOf(agreements);
  }

  /** For what the key is put together. */
  public enum Purpose {
    /** To show one laptop's recovery key. */
    OPEN("open"),
    /** To give new shares to the holders of today. */
    SHARE_AGAIN("share-again"),
    /** To try whether kept keys still open. */
    DRILL("drill"),
    /** To give new shares from the paper in the safe, when too few holders are left. */
    PAPER("paper");

    private final String code;

    Purpose(String code) {
      this.code = code;
    }

    /** How it is written in the database and in addresses. */
    public String code() {
      return code;
    }

    /** The purpose of that code; empty where there is none. */
    public static Optional<Purpose> of(String code) {
      for (Purpose each : values()) {
        if (each.code.equals(code)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  /** How a request stands. */
  public enum State {
    /** Others are to agree, or the asker is to finish it. */
    WAITING("waiting"),
    /** It was done. */
    DONE("done"),
    /** Somebody said no, or it was taken back. */
    REFUSED("refused");

    private final String code;

    State(String code) {
      this.code = code;
    }

    /** How it is written in the database. */
    public String code() {
      return code;
    }

    static State of(String code) {
      for (State each : values()) {
        if (each.code.equals(code)) {
          return each;
        }
      }
      throw new IllegalArgumentException("not a state: " + code);
    }
  }

  /**
   * Somebody else agreed.
   *
   * @param account who
   * @param name their name
   * @param share number of their share; 0 where the paper is used
   * @param sealedShare the share, sealed to the asker; empty bytes where none
   */
  public record Agreement(UUID account, String name, int share, Bytes sealedShare) {}
}
