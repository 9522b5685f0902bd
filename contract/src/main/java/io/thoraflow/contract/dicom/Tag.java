package io.thoraflow.contract.dicom;

import java.util.Map;

/** The data elements that the reader uses, as {@code ggggeeee} (DICOM PS3.6). */
final class Tag {
  static final int TRANSFER_SYNTAX_UID = 0x0002_0010;
  static final int SPECIFIC_CHARACTER_SET = 0x0008_0005;
  static final int IMAGE_TYPE = 0x0008_0008;
  static final int SOP_CLASS_UID = 0x0008_0016;
  static final int SOP_INSTANCE_UID = 0x0008_0018;
  static final int MODALITY = 0x0008_0060;
  static final int PRESENTATION_INTENT_TYPE = 0x0008_0068;
  static final int CODE_VALUE = 0x0008_0100;
  static final int CODE_MEANING = 0x0008_0104;
  static final int LONG_CODE_VALUE = 0x0008_0119;
  static final int SERIES_DESCRIPTION = 0x0008_103E;
  static final int ANATOMIC_REGION_SEQUENCE = 0x0008_2218;
  static final int ANATOMIC_REGION_MODIFIER_SEQUENCE = 0x0008_2220;
  static final int PRIMARY_ANATOMIC_STRUCTURE_SEQUENCE = 0x0008_2228;
  static final int PATIENT_ID = 0x0010_0020;
  static final int ISSUER_OF_PATIENT_ID = 0x0010_0021;
  static final int ISSUER_OF_PATIENT_ID_QUALIFIERS = 0x0010_0024;
  static final int UNIVERSAL_ENTITY_ID = 0x0040_0032;
  static final int BODY_PART_EXAMINED = 0x0018_0015;
  static final int PROTOCOL_NAME = 0x0018_1030;
  static final int VIEW_POSITION = 0x0018_5101;
  static final int STUDY_INSTANCE_UID = 0x0020_000D;
  static final int SERIES_INSTANCE_UID = 0x0020_000E;
  static final int PATIENT_ORIENTATION = 0x0020_0020;

  static final int SAMPLES_PER_PIXEL = 0x0028_0002;
  static final int PHOTOMETRIC_INTERPRETATION = 0x0028_0004;
  static final int NUMBER_OF_FRAMES = 0x0028_0008;
  static final int ROWS = 0x0028_0010;
  static final int COLUMNS = 0x0028_0011;
  static final int BITS_ALLOCATED = 0x0028_0100;
  static final int BITS_STORED = 0x0028_0101;
  static final int HIGH_BIT = 0x0028_0102;
  static final int PIXEL_REPRESENTATION = 0x0028_0103;
  static final int PIXEL_PADDING_VALUE = 0x0028_0120;
  static final int PIXEL_PADDING_RANGE_LIMIT = 0x0028_0121;
  static final int BURNED_IN_ANNOTATION = 0x0028_0301;
  static final int WINDOW_CENTER = 0x0028_1050;
  static final int WINDOW_WIDTH = 0x0028_1051;
  static final int RESCALE_INTERCEPT = 0x0028_1052;
  static final int RESCALE_SLOPE = 0x0028_1053;
  static final int VOI_LUT_FUNCTION = 0x0028_1056;
  static final int MODALITY_LUT_SEQUENCE = 0x0028_3000;
  static final int LUT_DESCRIPTOR = 0x0028_3002;
  static final int MODALITY_LUT_TYPE = 0x0028_3004;
  static final int LUT_DATA = 0x0028_3006;
  static final int VOI_LUT_SEQUENCE = 0x0028_3010;
  static final int VIEW_CODE_SEQUENCE = 0x0054_0220;
  static final int VIEW_MODIFIER_CODE_SEQUENCE = 0x0054_0222;
  static final int PRESENTATION_LUT_SHAPE = 0x2050_0020;

  static final int FLOAT_PIXEL_DATA = 0x7FE0_0008;
  static final int DOUBLE_FLOAT_PIXEL_DATA = 0x7FE0_0009;
  static final int PIXEL_DATA = 0x7FE0_0010;

  static final int ITEM = 0xFFFE_E000;
  static final int ITEM_DELIMITATION = 0xFFFE_E00D;
  static final int SEQUENCE_DELIMITATION = 0xFFFE_E0DD;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(SAMPLES_PER_PIXEL, "Samples per Pixel"),
          Map.entry(PHOTOMETRIC_INTERPRETATION, "Photometric Interpretation"),
          Map.entry(NUMBER_OF_FRAMES, "Number of Frames"),
          Map.entry(ROWS, "Rows"),
          Map.entry(COLUMNS, "Columns"),
          Map.entry(BITS_ALLOCATED, "Bits Allocated"),
          Map.entry(BITS_STORED, "Bits Stored"),
          Map.entry(HIGH_BIT, "High Bit"),
          Map.entry(PIXEL_REPRESENTATION, "Pixel Representation"),
          Map.entry(PIXEL_PADDING_VALUE, "Pixel Padding Value"),
          Map.entry(PIXEL_PADDING_RANGE_LIMIT, "Pixel Padding Range Limit"),
          Map.entry(WINDOW_CENTER, "Window Center"),
          Map.entry(WINDOW_WIDTH, "Window Width"),
          Map.entry(RESCALE_INTERCEPT, "Rescale Intercept"),
          Map.entry(RESCALE_SLOPE, "Rescale Slope"),
          Map.entry(LUT_DESCRIPTOR, "LUT Descriptor"),
          Map.entry(LUT_DATA, "LUT Data"),
          Map.entry(PIXEL_DATA, "Pixel Data"),
          Map.entry(ITEM, "Item"),
          Map.entry(ITEM_DELIMITATION, "Item Delimitation"),
          Map.entry(SEQUENCE_DELIMITATION, "Sequence Delimitation"));

  private Tag() {}

  static int group(int tag) {
    return tag >>> 16;
  }

  /**
   * {@code Rows (0028,0010)}, for messages; never a value. Where bytes are out of step, text of the
   * patient's may stand where a tag should, so that only known tags are spelled out.
   */
  static String describe(int tag) {
    String name = NAMES.get(tag);
    return name == null
        ? "a data element"
        : "%s (%04X,%04X)".formatted(name, group(tag), tag & 0xFFFF);
  }
}
