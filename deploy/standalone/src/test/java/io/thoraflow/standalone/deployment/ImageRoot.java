package io.thoraflow.standalone.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that a Dockerfile puts into its image, in a folder: those that its COPY lines name,
 * from where the build leaves them, and nothing else.
 */
record ImageRoot(Dockerfile dockerfile, Path folder) {
  /** Where the Maven build puts what stage {@code natives} unpacks. */
  private static final String NATIVES = "target/tensorflow-native/";

  private static final Pattern OWNED_FOLDERS =
      Pattern.compile("install -d -m 0700 -o 10001 -g 10001((?: /\\S+)+)");

  static ImageRoot assemble(Dockerfile dockerfile, Path folder) throws IOException {
    for (Dockerfile.Copy copy : dockerfile.last().copies()) {
      Path source = source(copy);
      Path target = folder.resolve(copy.to().substring(1));
      if (Files.isDirectory(source)) {
        linkTree(source, target);
      } else if (Files.isRegularFile(source)) {
        Files.createDirectories(target);
        link(source, target.resolve(source.getFileName()));
      } else {
        throw new IllegalStateException(
            "%s copies %s, but %s is not there".formatted(dockerfile.path(), copy.from(), source));
      }
    }
    return new ImageRoot(dockerfile, folder);
  }

  /** Where the build, run in this checkout instead of in the image's stage, leaves a file. */
  static Path source(Dockerfile.Copy copy) {
    String from = copy.from();
    return Checkout.path(
        switch (copy.stage().orElse("")) {
          case "" -> from;
          case "build" -> from.replaceFirst("^/build/", "");
          case "natives" -> from.replaceFirst("^/natives/", NATIVES);
          default -> throw new IllegalStateException("unknown stage in " + copy);
        });
  }

  /** Folders that the image makes for its user. */
  static List<String> ownedFolders(Dockerfile dockerfile) {
    List<String> folders = new ArrayList<>();
    for (String run : dockerfile.last().all("RUN")) {
      Matcher matcher = OWNED_FOLDERS.matcher(run);
      while (matcher.find()) {
        folders.addAll(List.of(matcher.group(1).strip().split(" ")));
      }
    }
    return folders;
  }

  private static void linkTree(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          link(file, copy);
        }
      }
    }
  }

  private static void link(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }
}
