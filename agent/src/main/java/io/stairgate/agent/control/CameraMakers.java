package io.stairgate.agent.control;

/**
 * USB vendor ids under which cameras are sold and no phones: a still-image device of theirs is
 * called a camera, any other a phone or media player. Only the word on screen depends on it: both
 * stay shut.
 */
final class CameraMakers {
  private CameraMakers() {}

  static boolean has(int vendor) {
    return switch (vendor) {
      // Canon, Nikon, Fujifilm, Panasonic, Olympus, OM System, Kodak, Pentax, Ricoh, Casio, Leica,
      // Sigma, GoPro, DJI.
      case 0x04a9,
          0x04b0,
          0x04cb,
          0x04da,
          0x07b4,
          0x33a2,
          0x040a,
          0x0a17,
          0x25fb,
          0x07cf,
          0x1a98,
          0x1003,
          0x2672,
          0x2ca3 ->
          true;
      // Sony's cameras; its phones have an id of their own.
      case 0x054c -> true;
      default -> false;
    };
  }
}
