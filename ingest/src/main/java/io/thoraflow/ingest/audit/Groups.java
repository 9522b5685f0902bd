package io.thoraflow.ingest.audit;

import io.thoraflow.contract.message.Topics;

/**
 * The consumer groups that deal with records.
 *
 * @param workers reads {@link Topics#XRAY_RECEIVED}
 * @param replay puts dead letters back
 */
public record Groups(String workers, String replay) {
  String rediagnosis() {
    return Topics.rediagnosisGroup(workers);
  }

  String rejections() {
    return Topics.rejectionsGroup(workers);
  }
}
