package io.thoraflow.trainer.feature;

/** One variant of one X-ray. */
record RowKey(String sha256, int variant) {}
