package io.thoraflow.trainer.journal;

import io.thoraflow.trainer.data.InvalidDataSetException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * A failure as a sentence that logs and the database may hold: without the names of files, which
 * may be patients'.
 */
public final class FailureText {
  private static final String OURS = "io.thoraflow.";

  private FailureText() {}

  public static String of(Throwable failure) {
    if (failure instanceof UncheckedIOException && failure.getCause() != null) {
      return of(failure.getCause());
    }
    if (failure instanceof InvalidDataSetException invalid) {
      return invalid.forLogs();
    }
    if (failure.getClass().getName().startsWith(OURS) && failure.getMessage() != null) {
      return firstLine(failure.getMessage());
    }
    String type = failure.getClass().getSimpleName();
    if (failure instanceof FileSystemException files) {
      // Its message begins with the path.
      return Optional.ofNullable(files.getReason())
          .map(reason -> "%s: %s".formatted(type, reason))
          .orElse(type);
    }
    return type;
  }

  /** Where it came from, for developers: types and lines of code, and none of the messages. */
  public static String trace(Throwable failure) {
    StringBuilder trace = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      trace.append(cause.getClass().getName());
      for (StackTraceElement line : cause.getStackTrace()) {
        trace.append("\n\tat ").append(line);
      }
      trace.append('\n');
    }
    return trace.toString();
  }

  /** Long advice, such as how weights are brought by hand, is for the one who asks by command. */
  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").replaceFirst(":$", "");
  }
}
