package io.thoraflow.trainer.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a run when it starts.
 *
 * @param by the person or process that starts it
 * @param lastLabel the newest label that it reads; empty where its recipe reads none
 * @param directory of labelled X-rays; empty where it learns from labels alone
 * @param directoryReadAt files put there later may be unknown to it
 */
record RunStart(
    String by, Optional<Long> lastLabel, Optional<Path> directory, Instant directoryReadAt) {}
