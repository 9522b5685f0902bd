package io.thoraflow.trainer.data;

import java.util.List;

/**
 * X-rays divided by what they are for.
 *
 * @param leftOut by the division, not while reading
 */
record Sides(
    List<LabelledXray> training,
    List<LabelledXray> validation,
    List<LabelledXray> test,
    List<LeftOut> leftOut) {}
