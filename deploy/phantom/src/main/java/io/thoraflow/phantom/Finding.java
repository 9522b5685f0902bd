package io.thoraflow.phantom;

/** What a phantom shows; the names are the class folders of a labelled data set. */
public enum Finding {
  NORMAL,
  /** At least one consolidation in a lung field. */
  PNEUMONIA
}
