package io.thoraflow.trainer.fetch;

/** Hears how fetching weights goes on, for instance to draw a progress bar. */
public interface FetchListener {
  /** A source is tried. */
  void trying(String source);

  /**
   * A download goes on.
   *
   * @param done bytes so far, those of earlier attempts included
   * @param total bytes in all, or -1 when unknown
   */
  void progress(long done, long total);

  /** A source has failed; the next one follows. */
  void failed(String source, String reason);

  /** Hears nothing. */
  static FetchListener none() {
    return new FetchListener() {
      @Override
      public void trying(String source) {}

      @Override
      public void progress(long done, long total) {}

      @Override
      public void failed(String source, String reason) {}
    };
  }
}
