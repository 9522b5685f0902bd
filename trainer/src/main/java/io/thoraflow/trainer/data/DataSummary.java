package io.thoraflow.trainer.data;

import java.util.Map;

/**
 * A data set in numbers.
 *
 * @param unknownPatients X-rays that are taken for a patient of their own, because nothing tells
 *     whose they are: another X-ray of the same patient may be on the other side
 * @param leftOut files by reason; reasons without files are absent
 */
public record DataSummary(
    ClassCounts training,
    ClassCounts validation,
    ClassCounts test,
    int unknownPatients,
    Map<LeftOut.Reason, Integer> leftOut,
    ReadingsUsed readings) {}
