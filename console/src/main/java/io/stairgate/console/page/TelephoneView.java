package io.stairgate.console.page;

import java.util.ArrayList;
import java.util.List;

/**
 * The page to answer a call: what the laptop shows goes in, what the person must type comes out.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param mayAnswer whether the reader may
 * @param whoMay who may, where the reader may not
 * @param laptops names to choose from
 * @param typedLaptop as typed
 * @param challenge as typed
 * @param clock whether it is about the laptop's clock
 * @param why as typed
 * @param laptop the laptop it was answered for; empty before
 * @param answer the answer; empty before
 * @param means what it allows, in a sentence
 * @param again until when the same answer is shown again; empty before
 */
public record TelephoneView(
    Frame frame,
    Problems problems,
    boolean mayAnswer,
    String whoMay,
    List<String> laptops,
    String typedLaptop,
    String challenge,
    boolean clock,
    String why,
    String laptop,
    String answer,
    String means,
    String again) {
  public TelephoneView {
    laptops = List.copyOf(laptops);
  }

  /**
   * One letter or digit.
   *
   * @param sign as it is typed
   * @param words as it is read out
   */
  public record Letter(String sign, String words) {}

  /** The answer in groups of five. */
  public List<String> groups() {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < answer.length(); i += 5) {
      groups.add(answer.substring(i, Math.min(answer.length(), i + 5)));
    }
    return groups;
  }

  /** The answer letter by letter, with the words of the telephone alphabet. */
  public List<Letter> letters() {
    return answer
        .chars()
        .mapToObj(
            each -> {
              String sign = Character.toString(each);
              String spelled = Spelling.of((char) each);
              return new Letter(
                  sign, Character.isDigit(each) ? "the number " + spelled : "as in " + spelled);
            })
        .toList();
  }
}
