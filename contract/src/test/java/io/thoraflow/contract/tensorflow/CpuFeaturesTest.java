package io.thoraflow.contract.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuFeaturesTest {

  @Test
  void theFirstProcessorsFlagsCount() {
    CpuFeatures features =
        CpuFeatures.parse("processor\t: 0\nflags\t\t: fpu avx2 avx512f\n\nprocessor\t: 1\n");

    assertThat(features.flags()).containsExactlyInAnyOrder("fpu", "avx2", "avx512f");
    assertThat(features.avx512()).isTrue();
  }

  @Test
  void aProcessorWithoutSuchFlagsHasNoAvx512() {
    assertThat(CpuFeatures.parse("processor : 0\nflags : fpu avx2 avx512_other\n").avx512())
        .isFalse();
    assertThat(CpuFeatures.parse("processor : 0\nFeatures : asimd sve\n").avx512()).isFalse();
  }
}
