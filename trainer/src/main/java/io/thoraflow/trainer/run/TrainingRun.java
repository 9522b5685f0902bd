package io.thoraflow.trainer.run;

import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.DataSetReader;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Gate;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.export.SavedModelExporter;
import io.thoraflow.trainer.feature.Augmentation;
import io.thoraflow.trainer.feature.FeatureCache;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.reference.HeadFile;
import io.thoraflow.trainer.reference.TrainedHead;
import io.thoraflow.trainer.report.ReportFiles;
import io.thoraflow.trainer.report.TrainingReport.Comparison;
import io.thoraflow.trainer.report.TrainingReport.Mistake;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One training run, from labelled X-rays to a published or a refused model. */
public final class TrainingRun {
  static final String VALIDATION = "validation";
  static final String TEST = "test";

  private final TrainingRequest request;
  private final TrainingFolders folders;
  private final BackboneWeights backbone;
  private final ModelPublisher publisher;
  private final TrainingProgress progress;
  private final Phases phases;

  public TrainingRun(
      TrainingRequest request,
      TrainingFolders folders,
      BackboneWeights backbone,
      ModelPublisher publisher,
      TrainingProgress progress) {
    this.request = request;
    this.folders = folders;
    this.backbone = backbone;
    this.publisher = publisher;
    this.progress = progress;
    this.phases = new Phases(progress);
  }

  /**
   * Reads, divides, trains, chooses the threshold on the validation side, evaluates, asks the gate
   * and publishes.
   *
   * @param labels clinicians' readings of archived X-rays
   * @param serving what the candidate has to stand comparison with, where something serves
   * @throws io.thoraflow.trainer.data.InvalidDataSetException before any work if the data cannot be
   *     trained on
   * @throws io.thoraflow.trainer.feature.FeatureCacheException if there is no room for the features
   */
  public TrainingOutcome run(ArchiveLabels labels, Optional<ServingModel> serving)
      throws IOException {
    DataDirectory directory =
        request.data().isPresent()
            ? DataDirectory.open(request.data().get())
            : DataDirectory.none();
    Recipe recipe = Recipe.of(request);
    phases.begin("reading");
    DataSetReader reader = new DataSetReader(folders.leftOutFile(), progress::reading);
    DataSet data = recipe.read(reader, directory, labels);
    Map<String, List<LabelledXray>> others = others(reader);

    try (AnonymousMemory memory = new AnonymousMemory();
        FeatureCache cache = FeatureCache.open(folders.cache(), folders.cacheBytes());
        FeatureSource source = new FeatureSource(cache, backbone, recipe.features())) {
      Inputs inputs = new Inputs(recipe.features().input());
      List<ModelInput> training = inputs.of(data.training());
      List<ModelInput> validation = inputs.of(data.validation());
      phases.begin("features");
      recipe.prepare(source, training, validation, progress);
      phases.begin("training");
      Fitted fitted = recipe.fit(source, training, validation, progress);

      phases.begin("evaluation");
      List<Prediction> chosenOn = FeatureLogits.of(fitted.head(), source, data.validation());
      OperatingPoint point = recipe.operatingPoint(chosenOn);
      Map<String, List<Prediction>> predictions = new LinkedHashMap<>();
      predictions.put(VALIDATION, chosenOn);
      // The test folder decides nothing: all is chosen by now.
      read(TEST, data.test(), fitted, source, inputs, predictions);
      for (Map.Entry<String, List<LabelledXray>> other : others.entrySet()) {
        read(other.getKey(), other.getValue(), fitted, source, inputs, predictions);
      }
      Map<String, Evaluation> evaluations = evaluations(predictions, point);
      Optional<Resemblance> resemblance =
          fitted
              .familiarity()
              .map(
                  gaussian ->
                      Resemblance.of(
                          gaussian,
                          source,
                          data.validation(),
                          unlike(inputs, others),
                          progress::extraction));

      phases.begin("gate");
      Judged judged = judged(data, chosenOn, point, serving);
      phases.begin("publishing");
      RunRecord record =
          new RunRecord(
              request,
              data,
              fitted,
              point,
              evaluations,
              predictions,
              resemblance,
              judged.verdict(),
              judged.comparison(),
              folders.report());
      TrainedHead head = trained(recipe, fitted, point, record);
      if (request.headFile().isPresent()) {
        HeadFile.write(head, request.headFile().get());
      }
      int version = publish(head, judged.verdict());
      phases.begin("report");
      List<Mistake> mistakes = mistakes(version, recipe, data, point, predictions);
      phases.end();
      Path page =
          ReportFiles.write(
              new RunReport(record).of(version, phases.seconds(), memory.peakMegabytes(), mistakes),
              folders.run());
      return new TrainingOutcome(
          version,
          judged.verdict(),
          evaluations,
          resemblance.map(Resemblance::auroc).orElse(Map.of()),
          data.readings(),
          page,
          phases.seconds(),
          memory.peakMegabytes());
    }
  }

  private List<Mistake> mistakes(
      int version,
      Recipe recipe,
      DataSet data,
      OperatingPoint point,
      Map<String, List<Prediction>> predictions)
      throws IOException {
    try (SavedModel model = SavedModel.load(publisher.folder(version))) {
      WorstMistakes worst =
          new WorstMistakes(model, new ModelInputs(recipe.features().input()), point);
      List<Mistake> mistakes =
          new ArrayList<>(worst.of(VALIDATION, data.validation(), predictions.get(VALIDATION)));
      if (!data.test().isEmpty()) {
        mistakes.addAll(worst.of(TEST, data.test(), predictions.get(TEST)));
      }
      return mistakes;
    }
  }

  private Map<String, List<LabelledXray>> others(DataSetReader reader) throws IOException {
    Map<String, List<LabelledXray>> others = new LinkedHashMap<>();
    for (Map.Entry<String, Path> folder : request.evaluations().entrySet()) {
      others.put(folder.getKey(), reader.evaluation(folder.getValue()));
    }
    return others;
  }

  /** The other sets, and images that are no chest X-rays. */
  private Map<String, List<ModelInput>> unlike(
      Inputs inputs, Map<String, List<LabelledXray>> others) {
    Map<String, List<ModelInput>> unlike = new LinkedHashMap<>();
    others.forEach((name, xrays) -> unlike.put(name, inputs.of(xrays)));
    request.unfamiliar().forEach((name, folder) -> unlike.put(name, inputs.readable(folder)));
    return unlike;
  }

  private void read(
      String name,
      List<LabelledXray> xrays,
      Fitted fitted,
      FeatureSource source,
      Inputs inputs,
      Map<String, List<Prediction>> predictions) {
    if (!xrays.isEmpty()) {
      source.complete(inputs.of(xrays), List.of(Augmentation.CLEAN), progress::extraction);
      predictions.put(name, FeatureLogits.of(fitted.head(), source, xrays));
    }
  }

  private static Map<String, Evaluation> evaluations(
      Map<String, List<Prediction>> predictions, OperatingPoint point) {
    Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    predictions.forEach(
        (name, set) ->
            evaluations.put(name, Evaluation.of(set, point.temperature(), point.threshold())));
    return evaluations;
  }

  /** The verdict, and what it rests on where another model serves. */
  private record Judged(Verdict verdict, Optional<Comparison> comparison) {}

  private Judged judged(
      DataSet data,
      List<Prediction> predictions,
      OperatingPoint point,
      Optional<ServingModel> serving)
      throws IOException {
    Optional<ServingModel> rival =
        serving.filter(model -> model.manifest().origin() != Origin.DEMO);
    if (rival.isEmpty()) {
      return new Judged(
          orForced(Gate.STANDARD.alone(reader(predictions, point))), Optional.empty());
    }
    Holdout holdout = Holdout.of(data);
    if (!holdout.hasBothClasses()) {
      return new Judged(orForced(Holdout.TOO_FEW), Optional.empty());
    }
    Gate.Reader candidate = reader(holdout.of(predictions), point);
    Gate.Reader other = rival.get().read(holdout.xrays());
    return new Judged(
        orForced(Gate.STANDARD.compare(candidate, other)),
        Optional.of(
            new Comparison(
                rival.get().manifest().version(), candidate.evaluation(), other.evaluation())));
  }

  private static Gate.Reader reader(List<Prediction> predictions, OperatingPoint point) {
    return new Gate.Reader(predictions, point.temperature(), point.threshold());
  }

  private Verdict orForced(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused && request.forced().isPresent()
        ? new Verdict.Forced(refused.reason(), request.forced().get(), refused.numbers())
        : verdict;
  }

  private TrainedHead trained(
      Recipe recipe, Fitted fitted, OperatingPoint point, RunRecord record) {
    return new TrainedHead(
        fitted.head(),
        fitted.familiarity(),
        recipe.features().channels(),
        recipe.features().input(),
        (float) point.temperature(),
        point.threshold(),
        backbone.fingerprint(),
        record.toJson());
  }

  private int publish(TrainedHead head, Verdict verdict) throws IOException {
    DiagnosisModel model = head.on(backbone);
    return publisher.publish(
        head.draft(request.name(), model),
        folder -> SavedModelExporter.export(model, folder),
        Verdicts.state(verdict),
        Verdicts.text(verdict));
  }
}
