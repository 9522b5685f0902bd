package io.thoraflow.ingest.erase;

import io.thoraflow.ingest.locate.PatientGroup;
import java.util.Map;

/**
 * What an erasure took away, or would take away.
 *
 * @param xrays rows of X-rays, and archived originals without a row
 * @param diagnoses rows
 * @param labels rows
 * @param rejections rows, and rejected originals without a row
 * @param left how many have the same Patient ID and are of others, by whose they are
 */
public record Erased(
    int xrays, int diagnoses, int labels, int rejections, Map<PatientGroup, Long> left) {
  public boolean isNothing() {
    return xrays == 0 && rejections == 0;
  }
}
