package io.stairgate.console.secondstep;

import io.nayuki.qrcodegen.QrCode;

/** A QR code as a drawing that stands in the page itself: nothing is fetched from anywhere. */
final class QrDrawing {
  /** The free space that readers need around it, in modules (ISO/IEC 18004). */
  private static final int QUIET = 4;

  private QrDrawing() {}

  /**
   * Draws a text.
   *
   * @return an SVG element; black on white whatever the page's colours, because readers need it so
   */
  static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M').append(x + QUIET).append(' ').append(y + QUIET).append("h1v1h-1z");
        }
      }
    }
    int side = code.size + 2 * QUIET;
    return ("<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Square to point your"
            + " telephone's camera at\" shape-rendering=\"crispEdges\"><rect width=\"%d\""
            + " height=\"%d\" fill=\"#fff\"/><path d=\"%s\" fill=\"#000\"/></svg>")
        .formatted(side, side, side, side, path);
  }
}
