package io.thoraflow.trainer.publish;

import java.io.IOException;
import java.nio.file.Path;

/** Puts a SavedModel into a folder: by exporting or by copying it. */
@FunctionalInterface
public interface ModelContent {
  void writeTo(Path folder) throws IOException;
}
