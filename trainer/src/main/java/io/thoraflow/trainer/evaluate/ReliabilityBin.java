package io.thoraflow.trainer.evaluate;

/**
 * X-rays of about the same probability.
 *
 * @param predicted their mean probability of PNEUMONIA
 * @param observed the share that has it
 */
public record ReliabilityBin(int count, double predicted, double observed) {}
