package io.stairgate.console.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names in a policy file, in the order they are written: reader, writer and schema share them.
 */
final class PolicyKeys {
  static final String FORMAT = "format";
  static final String SETTING = "setting";
  static final String TIME_ZONE = "time-zone";
  static final String CALENDAR = "calendar";
  static final String RULES = "rules";
  static final String GROUPS = "groups";
  static final String LAPTOPS = "laptops";
  static final String APPROVERS = "approvers";
  static final String SECOND_PERSON = "second-person-to-loosen";
  static final String ACCESS = "access";
  static final String SOFTWARE = "software";
  static final String TERMS = "terms";
  static final String CLOSURES = "closures";
  static final String OPEN_DAYS = "open-days";
  static final String OPEN_HOURS = "open-hours";
  static final String OPEN_IN_HOLIDAYS = "open-in-holidays";
  static final String NAME = "name";
  static final String START = "start";
  static final String END = "end";
  static final String HALF_TERM = "half-term";
  static final String FROM = "from";
  static final String TO = "to";
  static final String STAGE = "stage";
  static final String PERSON = "person";
  static final String SIGN_IN_NAME = "sign-in-name";
  static final String UNTIL = "until";
  static final String ADMINISTRATOR_UNTIL = "administrator-until";
  static final String SHARED = "shared";
  static final String PROGRAMS = "programs";
  static final String CLOUD_STORAGE = "cloud-storage";
  static final String APPROVED_BY = "approved-by";
  static final String RISK_ASSESSMENT = "risk-assessment";

  /** What stands for "every laptop". */
  static final String ALL = "all";

  static final List<String> OF_FILE =
      List.of(
          FORMAT,
          SETTING,
          TIME_ZONE,
          CALENDAR,
          RULES,
          GROUPS,
          LAPTOPS,
          APPROVERS,
          SECOND_PERSON,
          ACCESS,
          SOFTWARE);
  static final List<String> OF_CALENDAR =
      List.of(TERMS, CLOSURES, OPEN_DAYS, OPEN_HOURS, OPEN_IN_HOLIDAYS);
  static final List<String> OF_TERM = List.of(NAME, START, END, HALF_TERM);
  static final List<String> OF_HALF_TERM = List.of(START, END);
  static final List<String> OF_CLOSURE = List.of(NAME, START, END);
  static final List<String> OF_OPEN_HOURS = List.of(FROM, TO);
  static final List<String> OF_RULES = Arrays.stream(Rule.values()).map(Rule::id).toList();
  static final List<String> OF_GROUP = List.of(LAPTOPS, RULES);
  static final List<String> OF_LAPTOP = List.of(RULES);
  static final List<String> OF_ACCESS =
      List.of(PERSON, SIGN_IN_NAME, LAPTOPS, UNTIL, ADMINISTRATOR_UNTIL, SHARED);
  static final List<String> OF_SOFTWARE = List.of(CLOUD_STORAGE, PROGRAMS);
  static final List<String> OF_PROGRAM = List.of(NAME, APPROVED_BY, RISK_ASSESSMENT, UNTIL);

  private PolicyKeys() {}

  static List<String> of(Rule rule) {
    List<String> keys = new ArrayList<>(List.of(STAGE));
    rule.parameters().forEach(parameter -> keys.add(parameter.key()));
    return keys;
  }
}
