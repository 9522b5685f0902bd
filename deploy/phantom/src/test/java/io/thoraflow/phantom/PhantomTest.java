package io.thoraflow.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhantomTest {
  private static final int SIDE = 200;

  @Test
  void theSameSeedGivesTheSamePixels() {
    assertThat(Phantom.draw(Finding.PNEUMONIA, 7, SIDE, 180).pixels())
        .isEqualTo(Phantom.draw(Finding.PNEUMONIA, 7, SIDE, 180).pixels());
  }

  @Test
  void anotherSeedGivesAnotherChest() {
    assertThat(Phantom.draw(Finding.NORMAL, 1, SIDE, SIDE).pixels())
        .isNotEqualTo(Phantom.draw(Finding.NORMAL, 2, SIDE, SIDE).pixels());
  }

  @Test
  void lungsAreDarkerThanTheSpineAndTheOutsideIsBlack() {
    for (int seed = 0; seed < 10; seed++) {
      PhantomImage image = Phantom.draw(Finding.NORMAL, seed, SIDE, SIDE);
      double lung = mean(image, 0.24, 0.40, 0.34, 0.50);
      assertThat(mean(image, 0.47, 0.75, 0.53, 0.95)).isGreaterThan(lung + 60);
      assertThat(mean(image, 0.0, 0.0, 0.15, 0.05)).isLessThan(lung / 2);
    }
  }

  @Test
  void consolidationsBrightenTheLungFieldsAndNothingElse() {
    int brighter = 0;
    for (int seed = 0; seed < 10; seed++) {
      PhantomImage normal = Phantom.draw(Finding.NORMAL, seed, SIDE, SIDE);
      PhantomImage pneumonia = Phantom.draw(Finding.PNEUMONIA, seed, SIDE, SIDE);
      double gain = lungs(pneumonia) - lungs(normal);
      brighter += gain > 5 ? 1 : 0;
      assertThat(mean(pneumonia, 0.3, 0.93, 0.7, 1))
          .isCloseTo(mean(normal, 0.3, 0.93, 0.7, 1), offset(6.0));
    }
    assertThat(brighter).isEqualTo(10);
  }

  @Test
  void theMeanGrayLevelOfAWholeImageDoesNotGiveTheClassAway() {
    // A class that exposure alone could tell would teach a model nothing about lungs.
    List<Double> normal = new ArrayList<>();
    List<Double> pneumonia = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      normal.add(mean(Phantom.draw(Finding.NORMAL, seed, SIDE, SIDE), 0, 0, 1, 1));
      pneumonia.add(mean(Phantom.draw(Finding.PNEUMONIA, 100 + seed, SIDE, SIDE), 0, 0, 1, 1));
    }
    assertThat(Collections.max(normal)).isGreaterThan(Collections.min(pneumonia) + 5);
  }

  @Test
  void theWordPhantomIsBurntInAtEverySize() {
    for (int side : new int[] {Phantom.MIN_SIDE, 224, 512, 1200}) {
      PhantomImage image = Phantom.draw(Finding.NORMAL, 5, side, side);
      int dot = Math.max(1, (int) Math.round(side * 0.28 / 42));
      String topRow = "####. #...# .###. #...# ##### .###. #...#";
      int row = side - 9 * dot;
      for (int column = 0; column < topRow.length(); column++) {
        if (topRow.charAt(column) == '#') {
          assertThat(image.pixels()[row * side + (2 + column) * dot]).isEqualTo((byte) 255);
        }
      }
    }
  }

  @Test
  void anImageTooSmallForTheWordIsRefused() {
    assertThatThrownBy(() -> Phantom.draw(Finding.NORMAL, 1, 159, 400))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 160 x 160");
  }

  private static double lungs(PhantomImage image) {
    return mean(image, 0.15, 0.3, 0.42, 0.75) + mean(image, 0.58, 0.3, 0.85, 0.75);
  }

  private static double mean(
      PhantomImage image, double left, double top, double right, double bottom) {
    long sum = 0;
    int count = 0;
    for (int y = (int) (top * image.height()); y < (int) (bottom * image.height()); y++) {
      for (int x = (int) (left * image.width()); x < (int) (right * image.width()); x++) {
        sum += image.pixels()[y * image.width() + x] & 0xff;
        count++;
      }
    }
    return (double) sum / count;
  }
}
