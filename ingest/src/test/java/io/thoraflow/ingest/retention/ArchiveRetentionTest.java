package io.thoraflow.ingest.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveRetentionTest {
  private static final Duration YEAR = Duration.ofDays(365);

  @TempDir Path archive;
  private final Counter deleted = new SimpleMeterRegistry().counter("deleted");

  @Test
  void whatHasBeenInTheArchiveForLongIsDeletedAndNothingElse() throws Exception {
    List<Path> originals = List.of(original("0a", "dcm"), original("ff", "jpg"));
    List<Path> others =
        List.of(
            file(archive.resolve("notes.txt")),
            file(archive.resolve("0a").resolve("notes.txt")),
            file(archive.resolve("backup").resolve("ab".repeat(32) + ".dcm")),
            file(archive.resolve("ab")));

    assertThat(sweepAfter(YEAR.plusMinutes(5))).isEqualTo(2);

    assertThat(originals).noneMatch(Files::exists);
    assertThat(others).allMatch(Files::exists);
    assertThat(deleted.count()).isEqualTo(2);
  }

  @Test
  void whatIsYoungStaysHoweverOldItsSenderSaysItIs() throws Exception {
    Path original = original("0a", "dcm");
    Files.setLastModifiedTime(original, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));

    assertThat(sweepAfter(YEAR.minusMinutes(5))).isZero();

    assertThat(original).exists();
  }

  @Test
  void manyAreDeletedInBatches() throws Exception {
    for (int number = 0; number < 501; number++) {
      file(archive.resolve("ab").resolve("ab%062x.dcm".formatted(number)));
    }

    assertThat(sweepAfter(YEAR.plusMinutes(5))).isEqualTo(501);
  }

  @Test
  void whatMayBeGoneIsNotedBeforehandAndNeverTakenBack() throws Exception {
    Instant before = Instant.now();
    assertThat(ExpiredOriginals.in(archive)).isEmpty();

    assertThat(sweepAfter(YEAR.plusDays(1))).isZero();
    assertThat(sweepAfter(YEAR)).isZero();

    ExpiredOriginals noted = ExpiredOriginals.in(archive).orElseThrow();
    assertThat(noted.expiredBefore()).isAfterOrEqualTo(before.plus(Duration.ofDays(1)));
    assertThat(noted.retention()).isEqualTo(YEAR);
  }

  @Test
  void nothingIsDeletedWhereItCannotBeNoted() throws Exception {
    Path original = original("0a", "dcm");
    Files.createDirectories(archive.resolve(".retention.json/in the way"));

    assertThat(sweepAfter(YEAR.plusMinutes(5))).isZero();

    assertThat(original).exists();
  }

  @Test
  void aSweepThatWouldTakeTooMuchTakesNothingUntilItIsAllowedOnce() throws Exception {
    List<Path> originals = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      originals.add(file(archive.resolve("ab").resolve("ab%062x.dcm".formatted(number))));
    }
    ArchiveRetention retention = retention(after(YEAR.plusMinutes(5)), 90);

    assertThat(retention.sweep()).isZero();
    assertThat(retention.refusal().orElseThrow())
        .contains("10 of 10 originals")
        .contains("RETENTION_MAX_PERCENT allows 90 %");
    assertThat(originals).allMatch(Files::exists);
    assertThat(ExpiredOriginals.in(archive)).as("nothing may be gone").isEmpty();

    RetentionPermit.SWEEP.give(archive);
    assertThat(retention.sweep()).isEqualTo(10);
    assertThat(retention.refusal()).isEmpty();

    for (Path original : originals) {
      file(original);
    }
    assertThat(retention.sweep()).as("once is once").isZero();
  }

  @Test
  void aClockThatIsAheadAtTheStartAgesNothingAndLeavesNoNote() throws Exception {
    Path original = original("0a", "dcm");

    assertThat(retention(Clock.offset(Clock.systemUTC(), Duration.ofDays(400)), 100).sweep())
        .isZero();

    assertThat(original).exists();
    assertThat(ExpiredOriginals.in(archive).orElseThrow().expiredBefore())
        .isBefore(Instant.now().minus(YEAR).plusSeconds(60));
    assertThat(ArchiveTime.of(archive, Clock.systemUTC(), System::nanoTime, Optional::empty).read())
        .satisfies(reading -> assertThat(reading.doubt()).isEmpty());
  }

  @Test
  void aStopOfAFewDaysAgesWhatIsInTheArchive() throws Exception {
    Path original = original("0a", "dcm");
    RetentionLimits twoDays = new RetentionLimits(Duration.ofDays(2), 100);
    Clock inThreeDays = Clock.offset(Clock.systemUTC(), Duration.ofDays(3));

    // The disk dates files as that machine does.
    ArchiveTime time = ArchiveTime.of(archive, inThreeDays, System::nanoTime, Optional::empty);
    assertThat(time.aheadOfDisk().orElseThrow()).isGreaterThan(Duration.ofDays(2));
    assertThat(new ArchiveRetention(archive, twoDays, deleted, time).sweep())
        .as("the disk contradicts")
        .isZero();

    assertThat(original).exists();
  }

  private long sweepAfter(Duration time) throws Exception {
    return retention(after(time), 100).sweep();
  }

  /** A machine on which so much time has certainly passed. */
  private Clock after(Duration time) throws IOException {
    Clock later = Clock.offset(Clock.systemUTC(), time);
    Files.writeString(
        archive.resolve(ArchiveTime.NAME), "{\"certain\":\"%s\"}".formatted(later.instant()));
    return later;
  }

  private ArchiveRetention retention(Clock clock, int maxPercent) {
    return new ArchiveRetention(
        archive,
        new RetentionLimits(YEAR, maxPercent),
        deleted,
        ArchiveTime.of(archive, clock, System::nanoTime, Optional::empty));
  }

  private Path original(String folder, String extension) throws IOException {
    return file(archive.resolve(folder).resolve(folder.repeat(32) + "." + extension));
  }

  private static Path file(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    return Files.writeString(path, "content");
  }
}
