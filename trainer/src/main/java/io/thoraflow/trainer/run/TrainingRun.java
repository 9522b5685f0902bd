package io.thoraflow.trainer.run;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.data.DataSetReader;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.evaluate.Folds;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.export.SavedModelExporter;
import io.thoraflow.trainer.feature.FeatureCache;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.publish.ModelContent;
import io.thoraflow.trainer.publish.ModelDraft;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.reference.HeadFile;
import io.thoraflow.trainer.reference.TrainedHead;
import io.thoraflow.trainer.report.ReportFiles;
import io.thoraflow.trainer.report.TrainingReport.Mistake;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** One training run, from labelled X-rays to a published, a refused or an undecided model. */
public final class TrainingRun {
  private final TrainingRequest request;
  private final TrainingFolders folders;
  private final BackboneWeights backbone;
  private final ModelPublisher publisher;
  private final TrainingProgress progress;
  private final Phases phases;
  private final Recipe recipe;
  private final Inputs inputs;

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
    this.recipe = Recipe.of(request);
    this.inputs = new Inputs(recipe.features().input());
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
    LabelledSets sets = read(labels);
    try (AnonymousMemory memory = new AnonymousMemory();
        FeatureCache cache = FeatureCache.open(folders.cache(), folders.cacheBytes());
        FeatureSource source = new FeatureSource(cache, backbone, recipe.features())) {
      Fitted fitted = fit(sets.data(), source);
      phases.begin("evaluation");
      Measured measured =
          new Measuring(recipe, inputs, source, progress)
              .measure(fitted, sets, request.unfamiliar());
      phases.begin("gate");
      Judged judged = Judged.of(sets.data(), measured, recipe, serving).orForced(request.forced());
      RunRecord record =
          new RunRecord(request, sets.data(), fitted, measured, judged, folders.report());
      phases.begin("publishing");
      int version =
          publish(
              trained(record), judged.verdict(), serving.map(model -> model.manifest().version()));
      return report(version, record, memory);
    }
  }

  /** What cannot be trained on is told before any work. */
  private LabelledSets read(ArchiveLabels labels) throws IOException {
    DataDirectory directory =
        request.data().isPresent()
            ? DataDirectory.open(request.data().get())
            : DataDirectory.none();
    phases.begin("reading");
    DataSetReader reader = new DataSetReader(folders.leftOutFile(), progress::reading);
    DataSet data = recipe.read(reader, directory, labels);
    data.patients().doubts().forEach(progress::note);
    Map<String, List<LabelledXray>> others = new LinkedHashMap<>();
    for (Map.Entry<String, Path> folder : request.evaluations().entrySet()) {
      others.put(folder.getKey(), reader.evaluation(folder.getValue()));
    }
    return new LabelledSets(data, others);
  }

  private Fitted fit(DataSet data, FeatureSource source) {
    List<ModelInput> training = inputs.of(data.training());
    List<ModelInput> validation = inputs.of(data.validation());
    phases.begin("features");
    recipe.prepare(source, training, validation, progress);
    phases.begin("training");
    return recipe.fit(source, training, validation, folds(data.validation()), progress);
  }

  private static ToIntFunction<ModelInput> folds(List<LabelledXray> validation) {
    Folds folds =
        Folds.of(
            validation.stream().map(LabelledXray::patient).toList(),
            validation.stream().map(LabelledXray::label).toList());
    Map<String, Integer> bySha256 = new HashMap<>();
    validation.forEach(xray -> bySha256.put(xray.sha256(), folds.of(xray.patient())));
    return input -> bySha256.get(input.sha256());
  }

  private TrainedHead trained(RunRecord record) throws IOException {
    TrainedHead head =
        new TrainedHead(
            record.fitted().head(),
            record.fitted().familiarity(),
            recipe.features().channels(),
            recipe.features().input(),
            (float) record.point().temperature(),
            record.point().threshold(),
            backbone.fingerprint(),
            record.toJson());
    if (request.headFile().isPresent()) {
      HeadFile.write(head, request.headFile().get());
    }
    return head;
  }

  private int publish(TrainedHead head, Verdict verdict, Optional<Integer> serving)
      throws IOException {
    DiagnosisModel model = head.on(backbone);
    ModelDraft draft = head.draft(request.name(), model);
    ModelContent content = folder -> SavedModelExporter.export(model, folder);
    ModelState state = Verdicts.state(verdict, request.publication());
    String reason = Verdicts.text(verdict, request.publication());
    return state == ModelState.SERVING && verdict instanceof Verdict.Accepted
        ? publisher.publishInsteadOf(serving, draft, content, reason)
        : publisher.publish(draft, content, state, reason);
  }

  private TrainingOutcome report(int version, RunRecord record, AnonymousMemory memory)
      throws IOException {
    phases.begin("report");
    List<Mistake> mistakes = mistakes(version, record);
    phases.end();
    Path page =
        ReportFiles.write(
            new RunReport(record).of(version, phases.seconds(), memory.peakMegabytes(), mistakes),
            folders.run());
    var decided = publisher.decision(version);
    return new TrainingOutcome(
        version,
        decided.state(),
        decided.reason(),
        record.verdict(),
        record.evaluations(),
        record.resemblance().map(Resemblance::auroc).orElse(Map.of()),
        record.data().readings(),
        page,
        phases.seconds(),
        memory.peakMegabytes());
  }

  private List<Mistake> mistakes(int version, RunRecord record) throws IOException {
    DataSet data = record.data();
    try (SavedModel model = SavedModel.load(publisher.folder(version))) {
      WorstMistakes worst =
          new WorstMistakes(model, new ModelInputs(recipe.features().input()), record.point());
      List<Mistake> mistakes =
          new ArrayList<>(
              worst.of(
                  Measured.VALIDATION,
                  data.validation(),
                  record.predictions().get(Measured.VALIDATION)));
      if (!data.test().isEmpty()) {
        mistakes.addAll(
            worst.of(Measured.TEST, data.test(), record.predictions().get(Measured.TEST)));
      }
      return mistakes;
    }
  }
}
