package io.thoraflow.trainer.data;

import java.util.ArrayList;
import java.util.List;

/**
 * What reading files gave, in the order of the files.
 *
 * @param leftOut those that could not be read
 */
record Reading(List<LabelledXray> xrays, List<LeftOut> leftOut) {
  Reading {
    xrays = List.copyOf(xrays);
    leftOut = List.copyOf(leftOut);
  }

  static Reading of(List<FileOutcome> outcomes) {
    List<LabelledXray> xrays = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (FileOutcome outcome : outcomes) {
      if (outcome instanceof LabelledXray xray) {
        xrays.add(xray);
      } else if (outcome instanceof LeftOut file) {
        leftOut.add(file);
      }
    }
    return new Reading(xrays, leftOut);
  }
}
