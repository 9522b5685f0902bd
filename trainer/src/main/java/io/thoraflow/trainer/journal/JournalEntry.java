package io.thoraflow.trainer.journal;

import java.time.Duration;
import java.time.Instant;

/**
 * A run that has ended.
 *
 * @param took from its start to its end
 */
public record JournalEntry(RunState state, Instant endedAt, Duration took) {}
