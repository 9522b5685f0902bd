package io.thoraflow.trainer.data;

import java.nio.file.Path;

/**
 * An image file and what is known of it.
 *
 * @param label 0 NORMAL, 1 PNEUMONIA
 */
public record LabelledFile(Path file, int label) {}
