package io.thoraflow.contract.dicom;

import java.util.Set;

/**
 * Values of modality, body part and view position that may be told to operators, and kept without
 * the patient. Some senders put a name or a remark in these places; so what is none of the
 * standard's own terms is never repeated.
 *
 * <p>DICOM PS3.3 C.7.3.1.1.1 (modality), PS3.16 annex L (body part), PS3.3 C.8.11.5 (view
 * position).
 */
final class DefinedTerms {
  /** The last one is of older consoles. */
  private static final Set<String> MODALITIES =
      Set.of(
          "AR",
          "BI",
          "BMD",
          "CD",
          "CR",
          "CT",
          "DG",
          "DM",
          "DOC",
          "DX",
          "ECG",
          "EPS",
          "ES",
          "FA",
          "FID",
          "GM",
          "HC",
          "HD",
          "IO",
          "IVOCT",
          "IVUS",
          "KER",
          "KO",
          "LEN",
          "LS",
          "MG",
          "MR",
          "NM",
          "OAM",
          "OCT",
          "OP",
          "OPM",
          "OPR",
          "OPT",
          "OPV",
          "OT",
          "PLAN",
          "PR",
          "PT",
          "PX",
          "REG",
          "RESP",
          "RF",
          "RG",
          "RTDOSE",
          "RTIMAGE",
          "RTPLAN",
          "RTRECORD",
          "RTSTRUCT",
          "RWV",
          "SC",
          "SEG",
          "SM",
          "SMR",
          "SR",
          "SRF",
          "ST",
          "STAIN",
          "TG",
          "US",
          "VA",
          "VF",
          "XA",
          "XC",
          "DR");

  /** PS3.16 annex L. */
  private static final Set<String> BODY_PARTS =
      Set.of(
          "ABDOMEN",
          "ABDOMENPELVIS",
          "ACJOINT",
          "ANKLE",
          "ANUS",
          "ARM",
          "AXILLA",
          "BACK",
          "BLADDER",
          "BRAIN",
          "BREAST",
          "BRONCHUS",
          "BUTTOCK",
          "CALCANEUS",
          "CALF",
          "CAROTID",
          "CEREBELLUM",
          "CERVIX",
          "CHEEK",
          "CHEST",
          "CHESTABDOMEN",
          "CHESTABDPELVIS",
          "CLAVICLE",
          "COCCYX",
          "COLON",
          "CSPINE",
          "CTSPINE",
          "DUODENUM",
          "EAR",
          "ELBOW",
          "ESOPHAGUS",
          "EXTREMITY",
          "EYE",
          "EYELID",
          "FACE",
          "FEMUR",
          "FINGER",
          "FOOT",
          "FOREARM",
          "GALLBLADDER",
          "HAND",
          "HEAD",
          "HEADNECK",
          "HEART",
          "HIP",
          "HUMERUS",
          "ILEUM",
          "ILIUM",
          "JAW",
          "JEJUNUM",
          "KIDNEY",
          "KNEE",
          "LARYNX",
          "LEG",
          "LIVER",
          "LSPINE",
          "LSSPINE",
          "LUNG",
          "MANDIBLE",
          "MAXILLA",
          "MEDIASTINUM",
          "MOUTH",
          "NECK",
          "NECKCHEST",
          "NOSE",
          "ORBIT",
          "OVARY",
          "PANCREAS",
          "PAROTID",
          "PATELLA",
          "PELVIS",
          "PENIS",
          "PHARYNX",
          "PROSTATE",
          "RADIUS",
          "RECTUM",
          "RIB",
          "SACRUM",
          "SCALP",
          "SCAPULA",
          "SCLERA",
          "SCROTUM",
          "SHOULDER",
          "SIJOINT",
          "SKULL",
          "SPINE",
          "SPLEEN",
          "SSPINE",
          "STERNUM",
          "STOMACH",
          "TESTIS",
          "THIGH",
          "THORAX",
          "THUMB",
          "THYMUS",
          "THYROID",
          "TIBIAFIBULA",
          "TLSPINE",
          "TMJ",
          "TOE",
          "TONGUE",
          "TRACHEA",
          "TSPINE",
          "ULNA",
          "URETER",
          "URETHRA",
          "UTERUS",
          "VAGINA",
          "VULVA",
          "WHOLEBODY",
          "WRIST",
          "ZYGOMA");

  /** And what is usual beside the standard. */
  private static final Set<String> VIEW_POSITIONS =
      Set.of(
          "AP", "PA", "LL", "RL", "LAT", "LATERAL", "RLD", "LLD", "RLO", "LLO", "LPO", "RPO", "LAO",
          "RAO", "OBL", "CC", "MLO", "ML", "LM", "LMO", "XCCL", "XCCM", "FB", "SIO");

  private DefinedTerms() {}

  /** Whether a value is one of the standard's own terms, with or without spaces. */
  static boolean contains(String value) {
    String term = value.replace(" ", "");
    return isModality(term) || BODY_PARTS.contains(term) || VIEW_POSITIONS.contains(term);
  }

  static Set<String> bodyParts() {
    return BODY_PARTS;
  }

  static Set<String> viewPositions() {
    return VIEW_POSITIONS;
  }

  /** Whether a value is a modality's defined term. */
  static boolean isModality(String value) {
    return MODALITIES.contains(value);
  }
}
