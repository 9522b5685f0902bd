package io.thoraflow.ingest.locate;

import java.util.Map;
import java.util.Set;

/**
 * What is a patient's, and what shares the Patient ID and is not.
 *
 * @param taken the patient's, in the order in which they were found
 * @param left how many are not, by whose they are
 */
public record PatientSelection<T>(Set<T> taken, Map<PatientGroup, Long> left) {}
