package io.thoraflow.trainer.data;

import java.util.Map;

/**
 * A data set in numbers.
 *
 * @param patients what tells whose X-rays these are
 * @param leftOut files by reason; reasons without files are absent
 */
public record DataSummary(
    ClassCounts training,
    ClassCounts validation,
    ClassCounts test,
    PatientNaming patients,
    Map<LeftOut.Reason, Integer> leftOut,
    ReadingsUsed readings) {}
