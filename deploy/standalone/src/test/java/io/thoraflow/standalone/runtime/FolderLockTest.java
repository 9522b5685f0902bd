package io.thoraflow.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.standalone.CommandException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
  @TempDir Path root;

  @Test
  void aSecondPipelineOnTheSameFolderIsRefused() throws Exception {
    DataFolder folder = new DataFolder(root.resolve("data"));
    FolderLock first = FolderLock.take(folder);
    try (first) {
      assertThatThrownBy(() -> FolderLock.take(folder))
          .isInstanceOf(CommandException.class)
          .hasMessage(
              "a pipeline runs on %s already; stop it, or name another folder with --data",
              folder.root());
    }
    assertThatCode(() -> FolderLock.take(folder).close()).doesNotThrowAnyException();
  }
}
