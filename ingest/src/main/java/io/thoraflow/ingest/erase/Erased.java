package io.thoraflow.ingest.erase;

/**
 * What an erasure took away, or would take away.
 *
 * @param xrays rows of X-rays, and archived originals without a row
 * @param diagnoses rows
 * @param labels rows
 * @param rejections rows, and rejected originals without a row
 */
public record Erased(int xrays, int diagnoses, int labels, int rejections) {
  public boolean isNothing() {
    return xrays == 0 && rejections == 0;
  }
}
