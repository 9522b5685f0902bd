package io.thoraflow.contract.deidentify;

import io.thoraflow.contract.dicom.DicomAliases;
import io.thoraflow.contract.dicom.DicomDeidentifier;
import io.thoraflow.contract.dicom.DicomDeidentifier.Replacements;
import io.thoraflow.contract.dicom.DicomIdentifiers;
import io.thoraflow.contract.dicom.DicomLimits;
import io.thoraflow.contract.dicom.DicomReader;
import io.thoraflow.contract.dicom.GdcmConverter;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.image.StrippedFiles;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes the copies that a de-identified archive keeps in place of originals: sealed, of the same
 * format, giving the same canonical image, and without anything else of the patient. Pixels are not
 * looked at: writing that is burnt into them stays.
 *
 * <p>The same original and secret give the same copy. Thread-safe.
 */
public final class Deidentifier {
  private final Pseudonymizer pseudonymizer;
  private final DicomLimits limits;
  private final DicomReader dicomReader;
  private final RadiographReader reader;

  /**
   * @param maxPixels that originals have at most
   */
  public Deidentifier(Pseudonymizer pseudonymizer, long maxPixels) {
    RadiographPolicy anything = RadiographPolicy.permissive().withMaxPixels(maxPixels);
    this.pseudonymizer = pseudonymizer;
    this.limits = RadiographReader.limits(anything);
    this.dicomReader = new DicomReader(limits, GdcmConverter.fromPath());
    this.reader = new RadiographReader(anything, dicomReader);
  }

  /** How much memory {@link #copy} takes at most, beside the original. */
  public long workingBytes(byte[] content, SourceFormat format) {
    boolean deflated = format == SourceFormat.DICOM && dicomReader.headerBytes(content) > 0;
    return 4L * (deflated ? limits.maxInflatedBytes() : content.length);
  }

  /**
   * Makes the copy of an original, and reads it: only what gives the same image may take the
   * original's place.
   *
   * @param original what reading {@code content} gave
   * @param sha256 of {@code content}
   * @param site that the X-ray came from
   * @throws UnsuitableImageException NOT_DEIDENTIFIED
   */
  public byte[] copy(byte[] content, Radiograph original, String sha256, String site) {
    byte[] copy;
    Radiograph read;
    try {
      copy =
          Seal.put(
              original.sourceFormat() == SourceFormat.DICOM
                  ? DicomDeidentifier.copy(content, limits, replacements(original, sha256, site))
                  : StrippedFiles.strip(content),
              original.sourceFormat(),
              sha256);
      read = reader.read(copy);
    } catch (UncheckedIOException e) {
      throw e; // This machine failed, not the file.
    } catch (RuntimeException e) {
      throw refused("no copy without the patient can be made: " + e.getClass().getSimpleName(), e);
    }
    if (!Arrays.equals(read.image().content(), original.image().content())) {
      throw refused("its copy without the patient gives another image", null);
    }
    return copy;
  }

  private static UnsuitableImageException refused(String detail, Throwable cause) {
    return new UnsuitableImageException(RejectionReason.NOT_DEIDENTIFIED, detail, cause);
  }

  private Replacements replacements(Radiograph original, String sha256, String site) {
    Pseudonyms pseudonyms =
        original
            .identifiers()
            .map(identifiers -> pseudonymizer.of(identifiers, site))
            .orElseGet(pseudonymizer::none);
    return new Replacements(
        sha256,
        new DicomAliases(
            pseudonyms.keyId(),
            pseudonyms.patient(),
            pseudonyms.patientIdOnly(),
            pseudonyms.study(),
            pseudonyms.instance()),
        pseudonymizer::uid);
  }

  /**
   * The pseudonyms of an X-ray in the archive: those that a copy holds, made when it was made, or
   * new ones of an original's identifiers.
   *
   * @param file an original or an intact copy
   * @param sha256 of the original
   * @param identifiers that reading it gave
   * @param site that the X-ray came from
   */
  public static Pseudonyms pseudonyms(
      byte[] file,
      String sha256,
      Optional<DicomIdentifiers> identifiers,
      String site,
      Pseudonymizer pseudonymizer) {
    return Seal.of(file)
        .filter(seal -> seal.original().equals(sha256))
        .flatMap(seal -> pseudonyms(file))
        .or(() -> identifiers.map(named -> pseudonymizer.of(named, site)))
        .orElseGet(pseudonymizer::none);
  }

  /** Those that a copy holds; empty for an original. */
  public static Optional<Pseudonyms> pseudonyms(byte[] copy) {
    return DicomAliases.of(copy)
        .map(
            aliases ->
                new Pseudonyms(
                    aliases.keyId(),
                    aliases.patient(),
                    aliases.patientIdOnly(),
                    aliases.study(),
                    aliases.instance()));
  }
}
