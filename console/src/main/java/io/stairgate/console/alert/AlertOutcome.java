package io.stairgate.console.alert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How an alert ended. */
public enum AlertOutcome {
  /** It is dealt with. */
  DEALT_WITH("dealt-with", "It is dealt with"),
  /** There was nothing to it. */
  FALSE_ALARM("false-alarm", "It was a false alarm"),
  /** What happened is allowed from now on. */
  ALLOWED_NOW("allowed-now", "It is allowed now"),
  /** The laptop was put right. */
  LAPTOP_MENDED("laptop-mended", "The laptop is mended"),
  /** Somebody talked to the person. */
  PERSON_TALKED_TO("person-talked-to", "I talked to the person"),
  /** It goes on in another record. */
  RECORDED_ELSEWHERE("recorded-elsewhere", "It is written down elsewhere"),
  /** Its cause went away; only the console says so. */
  MENDED_BY_ITSELF("mended-by-itself", "Mended by itself");

  private final String code;
  private final String words;

  AlertOutcome(String code, String words) {
    this.code = code;
    this.words = words;
  }

  /** How it is written in the database and in the API. */
  public String code() {
    return code;
  }

  /** How people read it. */
  public String words() {
    return words;
  }

  /** The outcome of that code; empty where there is none. */
  public static Optional<AlertOutcome> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }

  /**
   * What a person may say of an alert of that kind, the likeliest first.
   *
   * @param kind as in {@link Alert}
   */
  public static List<AlertOutcome> offered(String kind) {
    List<AlertOutcome> likely =
        switch (AlertKind.of(kind).topic()) {
          case STICK -> List.of(PERSON_TALKED_TO, ALLOWED_NOW);
          case LAPTOP -> List.of(LAPTOP_MENDED, DEALT_WITH);
          case PERSON -> List.of(PERSON_TALKED_TO, RECORDED_ELSEWHERE);
          case PROGRAM -> List.of(ALLOWED_NOW, DEALT_WITH);
          case CONSOLE, TASK -> List.of(DEALT_WITH);
        };
    List<AlertOutcome> all = new ArrayList<>(likely);
    for (AlertOutcome each : values()) {
      if (each != MENDED_BY_ITSELF && !all.contains(each)) {
        all.add(each);
      }
    }
    return List.copyOf(all);
  }
}
