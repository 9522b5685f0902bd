package io.thoraflow.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.standalone.CommandException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PromotionTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private final ModelRegistry registry = new ModelRegistry(database.dataSource(Role.TRAINER));
  private final List<Integer> announced = new ArrayList<>();
  private final Promotion promotion = new Promotion(registry, announced::add, "doctor");

  @BeforeEach
  void startEmpty() throws SQLException {
    database.clear();
  }

  @Test
  void aPromotedVersionServesAndIsAnnounced() {
    register(1, ModelState.SERVING);
    register(2, ModelState.CANDIDATE);

    promotion.promote(2, "better", Optional.empty());

    assertThat(serving()).isEqualTo(2);
    assertThat(announced).containsExactly(2);
    assertThat(lastChange(2)).isEqualTo("serving by doctor: better");
  }

  @Test
  void aRollbackReturnsToTheVersionThatServedBefore() {
    register(1, ModelState.SERVING);
    register(2, ModelState.SERVING);
    register(3, ModelState.SERVING);
    register(4, ModelState.CANDIDATE);

    ModelRow returned = promotion.rollBack(Optional.empty());

    assertThat(returned.version()).isEqualTo(2);
    assertThat(serving()).isEqualTo(2);
    assertThat(announced).containsExactly(2);
    assertThat(lastChange(2)).isEqualTo("serving by doctor: rolled back from version 3");
    assertThat(lastChange(3)).isEqualTo("retired by doctor: version 2 serves");
  }

  @Test
  void aSecondRollbackUndoesTheFirst() {
    register(1, ModelState.SERVING);
    register(2, ModelState.SERVING);
    register(3, ModelState.SERVING);

    promotion.rollBack(Optional.of("too many false alarms"));
    promotion.rollBack(Optional.of("it was the detector"));

    assertThat(serving()).isEqualTo(3);
    assertThat(announced).containsExactly(2, 3);
    assertThat(lastChange(3)).isEqualTo("serving by doctor: it was the detector");
  }

  @Test
  void withoutAnEarlierVersionThereIsNothingToRollBackTo() {
    register(1, ModelState.SERVING);
    register(2, ModelState.CANDIDATE);

    assertThatThrownBy(() -> promotion.rollBack(Optional.empty()))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "no version served before version 1; ./thoraflow model promote makes any serve");
    assertThat(serving()).isEqualTo(1);
    assertThat(announced).isEmpty();
  }

  @Test
  void aPrunedVersionNeitherServesNorIsRolledBackTo() {
    register(1, ModelState.SERVING);
    register(2, ModelState.SERVING);
    register(3, ModelState.SERVING);
    assertThat(registry.prune(2, "night", "old")).isTrue();

    assertThatThrownBy(() -> promotion.promote(2, "again", Optional.empty()))
        .hasMessageContaining("version 2 cannot serve, as its files have been deleted");
    assertThat(promotion.rollBack(Optional.empty()).version()).isEqualTo(1);
    assertThat(announced).containsExactly(1);
    assertThat(lastChange(2)).isEqualTo("pruned by night: old");
  }

  @Test
  void whatTheGateRefusedServesOnlyForAReason() {
    register(1, ModelState.SERVING);
    register(2, ModelState.REFUSED);

    assertThatThrownBy(() -> promotion.promote(2, "promoted by hand", Optional.empty()))
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("version 2 was refused by the gate")
        .hasMessageContaining("--force REASON");
    assertThatThrownBy(() -> promotion.promote(2, "promoted by hand", Optional.of(" ")))
        .hasMessage("--force must say why, but is blank");
    assertThat(serving()).isEqualTo(1);
    assertThat(announced).isEmpty();

    promotion.promote(2, "promoted by hand", Optional.of("read 200 by hand"));

    assertThat(serving()).isEqualTo(2);
    assertThat(lastChange(2))
        .isEqualTo("serving by doctor: forced, although the gate refused it: read 200 by hand");
  }

  @Test
  void anUnknownVersionIsNotAnnounced() {
    assertThatThrownBy(() -> promotion.promote(9, "typo", Optional.empty()))
        .hasMessage("there is no model version 9");
    assertThat(announced).isEmpty();
  }

  private void register(int version, ModelState state) {
    registry.register(
        Manifests.manifest(version, Map.of("saved_model.pb", "c".repeat(64))),
        "a".repeat(64),
        state,
        "me",
        "made");
  }

  private int serving() {
    return registry.serving().orElseThrow().version();
  }

  private static String lastChange(int version) {
    List<ModelRecord.StateChange> history =
        new ModelRecords(database.dataSource(Role.DASHBOARD)).find(version).orElseThrow().history();
    ModelRecord.StateChange last = history.get(history.size() - 1);
    return "%s by %s: %s".formatted(last.state(), last.by(), last.reason());
  }
}
