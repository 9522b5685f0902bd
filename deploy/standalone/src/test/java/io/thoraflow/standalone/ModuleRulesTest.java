package io.thoraflow.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;

/** Which module may know which. */
@AnalyzeClasses(
    packages = "io.thoraflow",
    importOptions = {ImportOption.DoNotIncludeTests.class, ModuleRulesTest.NoTestJars.class})
class ModuleRulesTest {
  private static final String CONTRACT = "io.thoraflow.contract..";
  private static final String INGEST = "io.thoraflow.ingest..";
  private static final String WORKER = "io.thoraflow.worker..";
  private static final String TRAINER = "io.thoraflow.trainer..";
  private static final String EMBEDDED = "io.thoraflow.embedded..";
  private static final String STANDALONE = "io.thoraflow.standalone..";
  private static final String PHANTOM = "io.thoraflow.phantom..";
  private static final String CAMEL = "org.apache.camel..";
  private static final String DJL = "ai.djl..";
  private static final String TENSORFLOW = "org.tensorflow..";
  private static final String TENSORFLOW_MESSAGES = "org.tensorflow.proto..";
  private static final String CONSUMER = "org.apache.kafka.clients.consumer..";

  @ArchTest
  static final ArchRule theContractKnowsNoModuleAndNoEngine =
      noClasses()
          .that()
          .resideInAPackage(CONTRACT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              INGEST, WORKER, TRAINER, EMBEDDED, STANDALONE, PHANTOM, CAMEL, DJL, CONSUMER);

  /** A graph is judged by TensorFlow's messages, without TensorFlow. */
  @ArchTest
  static final ArchRule theContractKnowsTensorFlowsMessagesAlone =
      noClasses()
          .that()
          .resideInAPackage(CONTRACT)
          .should()
          .dependOnClassesThat(
              resideInAPackage(TENSORFLOW).and(not(resideInAPackage(TENSORFLOW_MESSAGES))));

  /** On its class path there are no such messages. */
  @ArchTest
  static final ArchRule ingestJudgesNoGraphs =
      noClasses()
          .that()
          .resideInAPackage(INGEST)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.thoraflow.contract.savedmodel..", "com.google.protobuf..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.thoraflow.contract.tensorflow.SessionSettings");

  /** Without settings, TensorFlow may run another function than the one that a call names. */
  @ArchTest
  static final ArchRule sessionsAreOpenedWithSettings =
      noClasses()
          .should()
          .callConstructor(Session.class, Graph.class)
          .orShould()
          .callConstructor(Session.class, Graph.class, boolean.class)
          .orShould()
          .callMethod(SavedModelBundle.class, "load", String.class)
          .orShould()
          .callMethod(SavedModelBundle.class, "load", String.class, String[].class);

  @ArchTest
  static final ArchRule ingestKnowsOnlyTheContract =
      noClasses()
          .that()
          .resideInAPackage(INGEST)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(WORKER, TRAINER, EMBEDDED, STANDALONE, PHANTOM, DJL, TENSORFLOW);

  @ArchTest
  static final ArchRule theWorkerKnowsOnlyTheContract =
      noClasses()
          .that()
          .resideInAPackage(WORKER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, TRAINER, EMBEDDED, STANDALONE, PHANTOM, CAMEL);

  @ArchTest
  static final ArchRule theTrainerKnowsOnlyTheContract =
      noClasses()
          .that()
          .resideInAPackage(TRAINER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, WORKER, EMBEDDED, STANDALONE, PHANTOM, DJL);

  @ArchTest
  static final ArchRule embeddedServersKnowOnlyTheContract =
      noClasses()
          .that()
          .resideInAPackage(EMBEDDED)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, WORKER, TRAINER, STANDALONE, PHANTOM);

  @ArchTest
  static final ArchRule phantomsKnowNobody =
      noClasses()
          .that()
          .resideInAPackage(PHANTOM)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONTRACT, INGEST, WORKER, TRAINER, EMBEDDED, STANDALONE);

  @ArchTest
  static final ArchRule packagesOfAModuleHaveNoCycles =
      slices().matching("io.thoraflow.(*).(*)..").should().beFreeOfCycles();

  /** Whole builds bring the other modules' tests as jars. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar!");
    }
  }
}
