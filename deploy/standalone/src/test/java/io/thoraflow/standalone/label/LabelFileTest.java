package io.thoraflow.standalone.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.csv.InvalidCsvException;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelFileTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(63) + "1";
  private static final String OTHER_B = "b".repeat(63) + "2";

  @TempDir Path folder;

  private final LabelStore store = new LabelStore(database.dataSource(Role.READER));
  private final LabelForm form = new LabelForm(new XrayIds(store), InstantSource.fixed(NOW));

  @BeforeEach
  void startWithThreeXrays() throws SQLException {
    database.clear();
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement()) {
      for (String sha256 : List.of(A, B, OTHER_B)) {
        statement.execute(
            """
            INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
            VALUES ('%s', 'north', now(), 'PNG', 'a', 1, 1, 'k')"""
                .formatted(sha256));
      }
    }
  }

  @Test
  void eachLineIsAReading() throws IOException {
    List<NewLabel> labels =
        read(
            """
            xray,reading,reader,at
            AAAAAAAA,NORMAL,Dr. Kim,2026-03-04T12:30:00+01:00
            %s,PNEUMONIA,lee,
            """
                .formatted(B));

    assertThat(labels)
        .containsExactly(
            new NewLabel(
                A, "NORMAL", "Dr. Kim", Optional.of(Instant.parse("2026-03-04T11:30:00Z"))),
            new NewLabel(B, "PNEUMONIA", "lee", Optional.empty()));
  }

  @Test
  void theSameFileTwiceIsRecordedOnce() throws IOException {
    String text =
        """
        xray,reading,reader,at
        aaaaaaaa,NORMAL,kim,2026-03-04T11:00:00Z
        aaaaaaaa,PNEUMONIA,kim,2026-03-04T11:30:00Z
        aaaaaaaa,NORMAL,lee,
        aaaaaaaa,NORMAL,lee,
        """;

    assertThat(store.record(read(text))).isEqualTo(3);
    assertThat(store.record(read(text))).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          12345678,NORMAL,kim,                     | no X-ray is known as 12345678
          aaaaaaa,NORMAL,kim,                      | 8 to 64 hexadecimal digits of its SHA-256, but is aaaaaaa
          ../../x,NORMAL,kim,                      | 8 to 64 hexadecimal digits of its SHA-256, but is ../../x
          bbbbbbbb,NORMAL,kim,                     | bbbbbbbb names several X-rays
          aaaaaaaa,normal,kim,                     | a reading must be NORMAL or PNEUMONIA, but is normal
          aaaaaaaa,NORMAL,,                        | a reader must have 1 to 100 characters
          aaaaaaaa,NORMAL,kim,2026-03-04           | a time must be like 2026-03-04T12:00:00Z
          aaaaaaaa,NORMAL,kim,2026-03-04T12:00:01Z | the time of a reading must have passed
          """)
  void aWrongLineIsNamedWithWhatWouldBeRight(String line, String message) {
    assertThatThrownBy(() -> read("xray,reading,reader,at\n" + line))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("nothing is recorded of labels.csv: line 2: ")
        .hasMessageContaining(message);
  }

  @Test
  void allWrongLinesAreNamedAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    xray,reading,reader
                    aaaaaaaa,COVID,kim
                    aaaaaaaa,NORMAL,kim
                    12345678,NORMAL,kim
                    aaaaaaaa,PNEUMONIA,kim
                    """))
        .hasMessageContainingAll(
            "3 lines are wrong",
            "line 2: a reading must be",
            "line 4: no X-ray is known",
            "line 5: the same reader reads the X-ray as NORMAL in line 3; give both a time");
  }

  @Test
  void aFileOfAnotherFormIsNamed() {
    assertThatThrownBy(() -> read("id,label\n1,2"))
        .isInstanceOf(InvalidCsvException.class)
        .hasMessage("labels.csv, line 1: the header must be xray,reading,reader[,at]");
    assertThatThrownBy(() -> LabelFile.read(folder.resolve("absent.csv"), form))
        .isInstanceOf(CommandException.class)
        .hasMessageEndingWith("absent.csv must be a CSV file, but there is none");
  }

  private List<NewLabel> read(String text) throws IOException {
    return LabelFile.read(Files.writeString(folder.resolve("labels.csv"), text), form);
  }
}
