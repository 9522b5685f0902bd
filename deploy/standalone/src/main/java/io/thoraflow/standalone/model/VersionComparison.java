package io.thoraflow.standalone.model;

import java.util.List;
import java.util.Map;

/**
 * Two versions on the X-rays that both have read.
 *
 * @param version the one in question
 * @param against the one that it is compared with
 * @param xrays that both have read
 * @param toPneumonia X-rays that {@code against} called NORMAL and {@code version} PNEUMONIA
 * @param toNormal the other way round
 * @param meanShift mean of the probabilities' differences, {@code version} less {@code against}
 * @param shiftQuantiles the differences' {@link #QUANTILES}; empty without X-rays
 * @param labelled X-rays among them that a reader has labelled
 * @param versionAgrees how many of these {@code version} calls as the latest reader did
 * @param againstAgrees how many of these {@code against} calls as the latest reader did
 */
record VersionComparison(
    int version,
    int against,
    long xrays,
    long toPneumonia,
    long toNormal,
    double meanShift,
    Map<Double, Double> shiftQuantiles,
    long labelled,
    long versionAgrees,
    long againstAgrees) {
  static final List<Double> QUANTILES = List.of(0.05, 0.25, 0.5, 0.75, 0.95);
}
