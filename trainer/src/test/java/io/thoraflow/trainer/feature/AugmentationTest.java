package io.thoraflow.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final String XRAY = "a".repeat(64);
  private static final String OTHER = "b".repeat(64);

  @Test
  void aVariantDependsOnSeedXrayAndNumberAlone() {
    Augmentation augmentation = new Augmentation(AugmentationRanges.ROBUST, 1);
    Distortion first = augmentation.draw(XRAY, 1);

    assertThat(new Augmentation(AugmentationRanges.ROBUST, 1).draw(XRAY, 1)).isEqualTo(first);
    assertThat(augmentation.draw(XRAY, 2)).isNotEqualTo(first);
    assertThat(augmentation.draw(OTHER, 1)).isNotEqualTo(first);
    assertThat(new Augmentation(AugmentationRanges.ROBUST, 2).draw(XRAY, 1)).isNotEqualTo(first);
  }

  /** Written down, so that caches of other machines and of other days stay right. */
  @Test
  void drawsStayWhatTheyWere() {
    Affine affine = new Augmentation(AugmentationRanges.SEED, 1).draw(XRAY, 1).affine();
    assertThat(affine.xx()).isCloseTo(-0.8972864161969907, within(1e-12));
    assertThat(affine.yy()).isCloseTo(0.9597815485914383, within(1e-12));
  }

  @Test
  void seedDrawsFillTheSeedScriptsRanges() {
    List<Affine> affines =
        IntStream.rangeClosed(1, 2000)
            .mapToObj(variant -> new Augmentation(AugmentationRanges.SEED, 1).draw(XRAY, variant))
            .map(Distortion::affine)
            .toList();

    double[] widths = affines.stream().mapToDouble(affine -> Math.abs(affine.xx())).toArray();
    double[] heights = affines.stream().mapToDouble(Affine::yy).toArray();
    long flips = affines.stream().filter(affine -> affine.xx() < 0).count();
    assertRange(widths);
    assertRange(heights);
    assertThat(flips).isBetween(900L, 1100L);
    assertThat(affines).allSatisfy(affine -> assertThat(affine.yx()).isZero());
    assertThat(correlation(widths, heights)).isCloseTo(0, within(0.1));
  }

  @Test
  void seedDrawsLeaveTheGraysAlone() {
    assertThat(new Augmentation(AugmentationRanges.SEED, 1).draw(XRAY, 1))
        .extracting(
            Distortion::gamma, Distortion::contrast, Distortion::brightness, Distortion::blur)
        .containsExactly(1f, 1f, 0f, 0f);
  }

  @Test
  void otherRangesAndOtherSeedsHaveOtherFingerprints() {
    assertThat(
            List.of(
                new Augmentation(AugmentationRanges.SEED, 1).fingerprint(),
                new Augmentation(AugmentationRanges.SEED, 2).fingerprint(),
                new Augmentation(AugmentationRanges.ROBUST, 1).fingerprint()))
        .doesNotHaveDuplicates();
  }

  private static void assertRange(double[] zooms) {
    assertThat(Arrays.stream(zooms).min().orElseThrow()).isBetween(0.799, 0.81);
    assertThat(Arrays.stream(zooms).max().orElseThrow()).isBetween(1.19, 1.2);
  }

  private static double correlation(double[] first, double[] second) {
    double product = 0;
    double squares = 0;
    for (int index = 0; index < first.length; index++) {
      product += (first[index] - 1) * (second[index] - 1);
      squares += (first[index] - 1) * (first[index] - 1);
    }
    return product / squares;
  }
}
