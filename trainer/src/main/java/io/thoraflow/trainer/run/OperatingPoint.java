package io.thoraflow.trainer.run;

/**
 * How logits become labels.
 *
 * @param temperature divides the logits
 * @param temperatureReason why
 * @param threshold an X-ray is PNEUMONIA when its probability is at least this
 * @param thresholdReason why
 */
record OperatingPoint(
    double temperature, String temperatureReason, double threshold, String thresholdReason) {}
