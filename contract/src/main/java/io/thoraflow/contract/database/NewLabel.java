package io.thoraflow.contract.database;

import java.time.Instant;
import java.util.Optional;

/**
 * A clinician's reading that is to be recorded.
 *
 * @param xray SHA-256 of an X-ray that the database knows
 * @param reading NORMAL or PNEUMONIA
 * @param reader who read it
 * @param at when; empty means now, in the order given
 */
public record NewLabel(String xray, String reading, String reader, Optional<Instant> at) {}
