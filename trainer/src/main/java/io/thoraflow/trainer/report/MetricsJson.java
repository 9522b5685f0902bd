package io.thoraflow.trainer.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.evaluate.CurvePoint;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.EvaluationJson;
import io.thoraflow.trainer.evaluate.VerdictJson;
import java.util.List;
import java.util.function.BiConsumer;

/** The numbers of the page, for programs; no pixels, no patients, no file names. */
final class MetricsJson {
  private MetricsJson() {}

  static ObjectNode of(TrainingReport report) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    run(json, report.run());
    json.set("gate", VerdictJson.of(report.judgement().verdict(), report.judgement().rule()));
    json.put("caveat", Opening.CAVEAT);
    report.warnings().forEach(json.putArray("warnings")::add);
    json.put("threshold", report.operatingPoint().threshold());
    json.put("temperature", report.operatingPoint().temperature());
    ObjectNode sets = json.putObject("metrics");
    report.sets().forEach(set -> sets.set(set.name(), withCurves(set.evaluation())));
    report.comparison().ifPresent(comparison -> comparison(json, comparison));
    decisions(json, report.decisions());
    json.put("step", report.learning().step());
    epochs(json, report.learning().epochs());
    ObjectNode seconds = json.putObject("secondsByPhase");
    report
        .phases()
        .forEach(phase -> seconds.put(phase.name(), phase.duration().toMillis() / 1000.0));
    EvaluationJson.put(json, "peakAnonymousMegabytes", report.peakMegabytes());
    report.familiarity().ifPresent(familiarity -> familiarity(json, familiarity));
    data(json, report.data());
    mistakes(json, report.mistakes());
    return json;
  }

  private static void run(ObjectNode json, TrainingReport.Run run) {
    json.put("recipe", run.recipe()).put("finished", run.finished().toString());
    run.version().ifPresent(version -> json.put("version", version));
    ObjectNode facts = json.putObject("facts");
    run.facts().forEach(fact -> facts.put(fact.name(), fact.value()));
  }

  private static ObjectNode withCurves(Evaluation evaluation) {
    ObjectNode json = EvaluationJson.of(evaluation);
    points(json.putArray("roc"), evaluation.roc());
    points(json.putArray("precisionRecall"), evaluation.precisionRecall());
    each(
        json.putArray("reliability"),
        evaluation.reliability(),
        (bin, entry) ->
            entry
                .put("count", bin.count())
                .put("predicted", bin.predicted())
                .put("observed", bin.observed()));
    return json;
  }

  private static void points(ArrayNode array, List<CurvePoint> points) {
    points.forEach(point -> array.addArray().add(point.x()).add(point.y()));
  }

  private static void comparison(ObjectNode json, TrainingReport.Comparison comparison) {
    json.putObject("comparison")
        .put("servingVersion", comparison.servingVersion())
        .<ObjectNode>set("candidate", EvaluationJson.of(comparison.candidate()))
        .set("serving", EvaluationJson.of(comparison.serving()));
  }

  private static void familiarity(ObjectNode json, TrainingReport.Familiarity familiarity) {
    double low = FamiliarityChart.quantile(familiarity.validation(), FamiliarityChart.LOW);
    ObjectNode entry = json.putObject("familiarity");
    EvaluationJson.put(entry, "validationTwentieth", low);
    scores(entry.putObject("validation"), familiarity.validation(), low);
    ObjectNode sets = entry.putObject("others");
    for (TrainingReport.Unlike other : familiarity.others()) {
      ObjectNode set = sets.putObject(other.name());
      scores(set, other.scores(), low);
      EvaluationJson.put(set, "auroc", other.auroc());
    }
  }

  private static void scores(ObjectNode json, List<Double> scores, double low) {
    json.put("images", scores.size());
    EvaluationJson.put(json, "median", FamiliarityChart.quantile(scores, 0.5));
    EvaluationJson.put(json, "shareBelowTwentieth", FamiliarityChart.shareBelow(scores, low));
  }

  private static void decisions(ObjectNode json, List<TrainingReport.Decision> decisions) {
    each(
        json.putArray("decisions"),
        decisions,
        (decision, entry) ->
            entry
                .put("name", decision.name())
                .put("value", decision.value())
                .put("reason", decision.reason()));
  }

  private static void epochs(ObjectNode json, List<TrainingReport.Epoch> epochs) {
    each(
        json.putArray("epochs"),
        epochs,
        (epoch, entry) -> {
          entry.put("epoch", epoch.number());
          EvaluationJson.put(entry, "trainingLoss", epoch.trainingLoss());
          EvaluationJson.put(entry, "validationLoss", epoch.validationLoss());
          EvaluationJson.put(entry, "validationAuroc", epoch.validationAuroc());
        });
  }

  private static void data(ObjectNode json, TrainingReport.Data data) {
    ObjectNode entry = json.putObject("data");
    ObjectNode splits = entry.putObject("splits");
    for (TrainingReport.Split split : data.splits()) {
      splits
          .putObject(split.name())
          .put("normal", split.normal())
          .put("pneumonia", split.pneumonia())
          .put("patients", split.patients());
    }
    data.notes().forEach(entry.putArray("notes")::add);
    each(
        entry.putArray("leftOut"),
        data.leftOut(),
        (file, left) -> left.put("sha256", file.sha256()).put("reason", file.reason()));
  }

  private static void mistakes(ObjectNode json, List<TrainingReport.Mistake> mistakes) {
    each(
        json.putArray("worstMistakes"),
        mistakes,
        (mistake, entry) ->
            entry
                .put("sha256", mistake.sha256())
                .put("set", mistake.set())
                .put("label", ModelManifest.CLASSES.get(mistake.label()))
                .put("probability", mistake.probability()));
  }

  private static <T> void each(
      ArrayNode array, List<T> values, BiConsumer<T, ObjectNode> description) {
    values.forEach(value -> description.accept(value, array.addObject()));
  }
}
