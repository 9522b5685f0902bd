package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.LabelledXray;
import java.util.List;
import java.util.Map;

/**
 * All that a run reads.
 *
 * @param data training, validation and test
 * @param others further sets to evaluate on, by name
 */
record LabelledSets(DataSet data, Map<String, List<LabelledXray>> others) {}
