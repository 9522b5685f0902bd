package io.thoraflow.trainer.data;

import io.thoraflow.contract.deidentify.Deidentifier;
import io.thoraflow.contract.deidentify.Seal;
import io.thoraflow.contract.dicom.DicomIdentifiers;
import io.thoraflow.contract.dicom.PatientKey;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads every file once, on all cores: each must become a model input, or it is left out. Keeps no
 * pixels, so that memory does not grow with the data set.
 */
final class XrayReader {
  /** As large as ingest takes by default. */
  private static final long MAX_BYTES = 128L << 20;

  private final ModelInputs inputs = new ModelInputs(Preprocessing.AREA_224);
  private final ReadingListener listener;

  private int done;
  private int total;

  XrayReader(ReadingListener listener) {
    this.listener = listener;
  }

  /** More files will be read: counts them for the listener. */
  XrayReader expect(int files) {
    total += files;
    return this;
  }

  Reading read(List<LabelledFile> files, Patients patients) throws IOException {
    ExecutorService cores =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<FileOutcome>> outcomes = new ArrayList<>();
      for (LabelledFile file : files) {
        outcomes.add(cores.submit(() -> read(file, patients)));
      }
      return Reading.of(collected(outcomes));
    } finally {
      cores.shutdownNow();
    }
  }

  private List<FileOutcome> collected(List<Future<FileOutcome>> outcomes) throws IOException {
    List<FileOutcome> collected = new ArrayList<>();
    for (Future<FileOutcome> outcome : outcomes) {
      collected.add(await(outcome));
      listener.progress(++done, total);
    }
    return collected;
  }

  private static FileOutcome await(Future<FileOutcome> outcome) throws IOException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException("reading an X-ray failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading X-rays");
    }
  }

  private FileOutcome read(LabelledFile file, Patients patients) {
    try {
      if (Files.size(file.file()) > MAX_BYTES) {
        return unreadable(
            LeftOut.UNKNOWN,
            file,
            RejectionReason.TOO_LARGE,
            "at most %d bytes".formatted(MAX_BYTES));
      }
      return read(Files.readAllBytes(file.file()), file, patients);
    } catch (IOException e) {
      // Its message is the path.
      return new LeftOut(
          LeftOut.UNKNOWN, LeftOut.Reason.UNREADABLE, e.getClass().getSimpleName(), file.file());
    }
  }

  private FileOutcome read(byte[] content, LabelledFile file, Patients patients) {
    Optional<String> original =
        Seal.of(content).filter(seal -> seal.isIntact(content)).map(Seal::original);
    String sha256 = original.orElseGet(() -> Sha256.of(content));
    try {
      Radiograph radiograph = inputs.radiograph(content);
      return new LabelledXray(
          sha256,
          file.file(),
          file.label(),
          original.isPresent()
              ? patients.patient(file.file(), sha256, pseudonym(content), PatientSource.PSEUDONYM)
              : patients.patient(file.file(), sha256, patientId(radiograph), PatientSource.DICOM),
          Sha256.of(inputs.pixels(radiograph)));
    } catch (UnsuitableImageException e) {
      return unreadable(sha256, file, e.reason(), e.getMessage());
    }
  }

  /**
   * The Patient ID alone, and as releases read it that knew fewer character sets: who is on a side
   * of the split stays there. Two persons whose issuers gave them one id are then on one side.
   */
  private static Optional<String> patientId(Radiograph radiograph) {
    return radiograph
        .identifiers()
        .flatMap(DicomIdentifiers::patient)
        .map(PatientKey::idAsOnceRead);
  }

  /** The pseudonym that a copy has of the same. */
  private static Optional<String> pseudonym(byte[] copy) {
    return Deidentifier.pseudonyms(copy).flatMap(Pseudonyms::splitBy);
  }

  private static LeftOut unreadable(
      String sha256, LabelledFile file, RejectionReason reason, String detail) {
    return new LeftOut(
        sha256, LeftOut.Reason.UNREADABLE, "%s: %s".formatted(reason.code(), detail), file.file());
  }
}
