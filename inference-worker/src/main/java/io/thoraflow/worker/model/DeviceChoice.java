package io.thoraflow.worker.model;

/** What {@code WORKER_DEVICE} asks for. */
public enum DeviceChoice {
  /** A GPU if the engine sees one, else the CPU. */
  AUTO,
  /** The CPU, even beside a GPU. */
  CPU,
  /** A GPU; without one the worker does not start. */
  GPU,
  /**
   * No model at all: {@link StubClassifiers}, to measure scaling and to rehearse failures. No
   * release has them.
   */
  STUB,
  /**
   * No model either, but all that surrounds one, to rehearse failures of versions. No release has
   * it.
   */
  STUB_MODEL;

  /** Whether what it says is made up. */
  public boolean isStub() {
    return this == STUB || this == STUB_MODEL;
  }
}
