package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.DicomDeidentifier.Replacements;
import io.thoraflow.contract.dicom.Statement.Aspect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The data set of a de-identified copy: the Basic Application Level Confidentiality Profile (DICOM
 * PS3.15 E.2) for the attributes that show and read a radiograph, and nothing else. Whatever is not
 * named here is gone: other attributes, private ones, overlays, curves, and what follows the
 * pixels.
 */
final class DeidentifiedDataSet {
  private static final Pattern SOP_CLASS =
      Pattern.compile("1\\.2\\.840\\.10008\\.5\\.1\\.4\\.1\\.1(\\.\\d{1,3}){1,4}");
  private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
  private static final Set<String> CONVERSION_TYPES =
      Set.of("DV", "DI", "DF", "WSD", "SD", "SI", "DRW", "SYN");
  private static final String BASIC_PROFILE = "113100";

  private final DataSet from;
  private final PixelFormat format;
  private final Replacements replacements;

  DeidentifiedDataSet(DataSet from, PixelFormat format, Replacements replacements) {
    this.from = from;
    this.format = format;
    this.replacements = replacements;
  }

  String sopClassUid() {
    return from.text(Tag.SOP_CLASS_UID, StandardCharsets.US_ASCII)
        .filter(uid -> SOP_CLASS.matcher(uid).matches())
        .orElse(SECONDARY_CAPTURE);
  }

  String sopInstanceUid() {
    return uid(Tag.SOP_INSTANCE_UID, "instance");
  }

  /** One that is absent would make the copy unreadable to most: it gets one of the X-ray's own. */
  private String uid(int tag, String level) {
    return replacements
        .uids()
        .apply(
            from.text(tag, StandardCharsets.US_ASCII)
                .orElseGet(() -> "%s of %s".formatted(level, replacements.xray())));
  }

  /** All but the pixel data, in ascending order of tags. */
  void write(DicomWriter to) {
    ElementCopies copies = new ElementCopies(from, to);
    instance(to, copies);
    patient(to);
    acquisition(copies);
    series(to, copies);
    image(to, copies);
    grayscale(to, copies);
    replacements.aliases().write(to);
    copies.terms(Tag.PRESENTATION_LUT_SHAPE, "CS", 1, Set.of("IDENTITY", "INVERSE"));
  }

  private void instance(DicomWriter to, ElementCopies copies) {
    copies.terms(
        0x0008_0008, "CS", 2, Set.of("ORIGINAL", "DERIVED", "PRIMARY", "SECONDARY")); // Image Type
    to.text(Tag.SOP_CLASS_UID, "UI", sopClassUid());
    to.text(Tag.SOP_INSTANCE_UID, "UI", sopInstanceUid());
    to.text(0x0008_0020, "DA", ""); // Study Date
    to.text(0x0008_0030, "TM", ""); // Study Time
    to.text(0x0008_0050, "SH", ""); // Accession Number
    copies.definedTerm(Tag.MODALITY, Aspect.MODALITY);
    copies.terms(0x0008_0064, "CS", 1, CONVERSION_TYPES);
    copies.terms(0x0008_0068, "CS", 1, Set.of("FOR PRESENTATION", "FOR PROCESSING"));
    to.text(0x0008_0070, "LO", ""); // Manufacturer
    to.text(0x0008_0090, "PN", ""); // Referring Physician's Name
  }

  private void patient(DicomWriter to) {
    String patient = replacements.aliases().patient().orElse("");
    to.text(0x0010_0010, "PN", patient);
    to.text(Tag.PATIENT_ID, "LO", patient);
    to.text(0x0010_0030, "DA", ""); // Patient's Birth Date
    to.text(0x0010_0040, "CS", ""); // Patient's Sex
    // It would claim that nothing is burnt into the pixels, too (PS3.3 C.7.1.1).
    to.text(0x0012_0062, "CS", isAnnotated() ? "NO" : "YES");
    to.text(0x0012_0063, "LO", "Allow-list of image attributes; pixels are not cleaned");
    to.sequence(
        0x0012_0064,
        new DicomWriter(from.encoding())
            .text(0x0008_0100, "SH", BASIC_PROFILE)
            .text(0x0008_0102, "SH", "DCM")
            .text(0x0008_0104, "LO", "Basic Application Confidentiality Profile"));
  }

  private boolean isAnnotated() {
    return from.text(Tag.BURNED_IN_ANNOTATION).filter("YES"::equalsIgnoreCase).isPresent();
  }

  private static void acquisition(ElementCopies copies) {
    copies.definedTerm(Tag.BODY_PART_EXAMINED, Aspect.BODY_PART);
    copies.decimals(0x0018_1164, "DS"); // Imager Pixel Spacing
    copies.decimals(0x0018_2010, "DS"); // Nominal Scanned Pixel Spacing
    copies.definedTerm(Tag.VIEW_POSITION, Aspect.VIEW);
  }

  private void series(DicomWriter to, ElementCopies copies) {
    to.text(Tag.STUDY_INSTANCE_UID, "UI", uid(Tag.STUDY_INSTANCE_UID, "study"));
    to.text(Tag.SERIES_INSTANCE_UID, "UI", uid(Tag.SERIES_INSTANCE_UID, "series"));
    to.text(0x0020_0010, "SH", ""); // Study ID
    to.text(0x0020_0011, "IS", ""); // Series Number
    to.text(0x0020_0013, "IS", ""); // Instance Number
    copies.terms(0x0020_0020, "CS", 2, Set.of("A", "P", "L", "R", "H", "F")); // Patient Orientation
    copies.terms(0x0020_0062, "CS", 1, Set.of("L", "R", "U", "B")); // Image Laterality
  }

  private void image(DicomWriter to, ElementCopies copies) {
    to.words(Tag.SAMPLES_PER_PIXEL, "US", 1);
    to.text(Tag.PHOTOMETRIC_INTERPRETATION, "CS", format.photometricInterpretation());
    to.words(Tag.ROWS, "US", format.rows());
    to.words(Tag.COLUMNS, "US", format.columns());
    copies.decimals(0x0028_0030, "DS"); // Pixel Spacing
    copies.decimals(0x0028_0034, "IS"); // Pixel Aspect Ratio
    to.words(Tag.BITS_ALLOCATED, "US", format.bitsAllocated());
    to.words(Tag.BITS_STORED, "US", format.bitsStored());
    to.words(Tag.HIGH_BIT, "US", format.highBit());
    to.words(Tag.PIXEL_REPRESENTATION, "US", format.signed() ? 1 : 0);
  }

  private void grayscale(DicomWriter to, ElementCopies copies) {
    copies.word(Tag.PIXEL_PADDING_VALUE);
    copies.word(Tag.PIXEL_PADDING_RANGE_LIMIT);
    copies.terms(Tag.BURNED_IN_ANNOTATION, "CS", 1, Set.of("YES", "NO"));
    to.text(0x0028_0303, "CS", "REMOVED"); // Longitudinal Temporal Information Modified
    copies.terms(
        0x0028_1040, "CS", 1, Set.of("LIN", "LOG", "DISP")); // Pixel Intensity Relationship
    copies.word(0x0028_1041); // Pixel Intensity Relationship Sign
    copies.decimals(Tag.WINDOW_CENTER, "DS");
    copies.decimals(Tag.WINDOW_WIDTH, "DS");
    copies.decimals(Tag.RESCALE_INTERCEPT, "DS");
    copies.decimals(Tag.RESCALE_SLOPE, "DS");
    copies.terms(0x0028_1054, "LO", 1, Set.of("US", "OD", "HU")); // Rescale Type
    copies.terms(Tag.VOI_LUT_FUNCTION, "CS", 1, Set.of("LINEAR", "LINEAR_EXACT", "SIGMOID"));
    copies.terms(0x0028_2110, "CS", 1, Set.of("00", "01")); // Lossy Image Compression
    table(Tag.MODALITY_LUT_SEQUENCE, to);
    table(Tag.VOI_LUT_SEQUENCE, to);
  }

  /** The first table alone: no other is ever applied. */
  private void table(int sequence, DicomWriter to) {
    Optional<DataSet> item = from.firstItem(sequence);
    if (item.isPresent()) {
      DicomWriter table = new DicomWriter(from.encoding());
      LookupTable.copy(item.get(), table, sequence == Tag.MODALITY_LUT_SEQUENCE);
      to.sequence(sequence, table);
    }
  }
}
