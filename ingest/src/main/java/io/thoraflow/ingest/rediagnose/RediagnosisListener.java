package io.thoraflow.ingest.rediagnose;

/** Hears how putting X-rays back goes on. */
public interface RediagnosisListener {
  /**
   * @param done X-rays that are dealt with
   * @param total X-rays that will be, as far as is known
   */
  void progress(long done, long total);

  /**
   * @param reason why this X-ray cannot be put back
   */
  void left(String sha256, String reason);
}
