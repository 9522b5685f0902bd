package io.thoraflow.phantom;

/**
 * The word PHANTOM, burnt into every image, from glyphs of 5 x 7 dots: a headless Java may have no
 * fonts.
 */
final class Lettering {
  private static final int GLYPH_ADVANCE = 6;
  private static final String[] ROWS = {
    "####. #...# .###. #...# ##### .###. #...#",
    "#...# #...# #...# ##..# ..#.. #...# ##.##",
    "#...# #...# #...# #.#.# ..#.. #...# #.#.#",
    "####. ##### ##### #..## ..#.. #...# #.#.#",
    "#.... #...# #...# #...# ..#.. #...# #...#",
    "#.... #...# #...# #...# ..#.. #...# #...#",
    "#.... #...# #...# #...# ..#.. .###. #...#"
  };
  private static final int GLYPHS = (ROWS[0].length() + 1) / GLYPH_ADVANCE;
  private static final double SHARE_OF_WIDTH = 0.28;

  private Lettering() {}

  /** Draws the word in white near the bottom left corner, over about a quarter of the width. */
  static void burnInto(PhantomImage image) {
    int dot =
        Math.max(1, (int) Math.round(image.width() * SHARE_OF_WIDTH / (GLYPHS * GLYPH_ADVANCE)));
    int left = 2 * dot;
    int top = image.height() - (ROWS.length + 2) * dot;
    for (int row = 0; row < ROWS.length; row++) {
      for (int column = 0; column < ROWS[row].length(); column++) {
        if (ROWS[row].charAt(column) == '#') {
          fill(image, left + column * dot, top + row * dot, dot);
        }
      }
    }
  }

  private static void fill(PhantomImage image, int left, int top, int size) {
    for (int y = Math.max(0, top); y < Math.min(image.height(), top + size); y++) {
      for (int x = left; x < Math.min(image.width(), left + size); x++) {
        image.pixels()[y * image.width() + x] = (byte) 255;
      }
    }
  }
}
