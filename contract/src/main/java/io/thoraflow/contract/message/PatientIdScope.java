package io.thoraflow.contract.message;

import io.thoraflow.contract.settings.Settings;

/** Within what a Patient ID without issuer is one person's. */
public enum PatientIdScope {
  /** Everywhere: one hospital may have many inbox folders. */
  EVERYWHERE,
  /** The site that the X-ray came from: each gives ids of its own. */
  SITE;

  /** The setting's name. */
  public static final String SETTING = "PATIENT_ID_SCOPE";

  public static PatientIdScope from(Settings settings) {
    return settings.choice(SETTING, EVERYWHERE);
  }
}
