package io.stairgate.console.page;

/** How a letter or digit is read out over the telephone. Any thread. */
final class Spelling {
  private Spelling() {}

  /** The word of the telephone alphabet for a letter or digit, as people read it out. */
  static String of(char letter) {
    return switch (letter) {
      case '0' -> "zero";
      case '1' -> "one";
      case '2' -> "two";
      case '3' -> "three";
      case '4' -> "four";
      case '5' -> "five";
      case '6' -> "six";
      case '7' -> "seven";
      case '8' -> "eight";
      case '9' -> "nine";
      case 'A' -> "Alfa";
      case 'B' -> "Bravo";
      case 'C' -> "Charlie";
      case 'D' -> "Delta";
      case 'E' -> "Echo";
      case 'F' -> "Foxtrot";
      case 'G' -> "Golf";
      case 'H' -> "Hotel";
      case 'J' -> "Juliett";
      case 'K' -> "Kilo";
      case 'M' -> "Mike";
      case 'N' -> "November";
      case 'P' -> "Papa";
      case 'Q' -> "Quebec";
      case 'R' -> "Romeo";
      case 'S' -> "Sierra";
      case 'T' -> "Tango";
      case 'V' -> "Victor";
      case 'W' -> "Whiskey";
      case 'X' -> "X-ray";
      case 'Y' -> "Yankee";
      case 'Z' -> "Zulu";
      default -> String.valueOf(letter);
    };
  }
}
