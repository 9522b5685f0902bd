package io.thoraflow.trainer.demo;

/** Hears how the fit of a demo model goes on. */
@FunctionalInterface
public interface DemoListener {
  /**
   * Another image has passed through the backbone.
   *
   * @param done images so far
   * @param total images in all
   */
  void progress(int done, int total);
}
