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
   * No model at all: {@link StubClassifier}, to measure scaling and to rehearse failures. It never
   * belongs into a hospital.
   */
  STUB,
  /**
   * No model either, but all that surrounds one: {@link StubModel}, to rehearse failures of
   * versions. It never belongs into a hospital.
   */
  STUB_MODEL
}
