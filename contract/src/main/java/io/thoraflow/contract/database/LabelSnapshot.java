package io.thoraflow.contract.database;

import java.util.List;

/**
 * The label table at one moment.
 *
 * @param labels of each labelled X-ray the reading that counts, by SHA-256
 * @param last id; whatever is recorded later has a greater one
 */
public record LabelSnapshot(List<LatestLabel> labels, long last) {
  public LabelSnapshot {
    labels = List.copyOf(labels);
  }
}
