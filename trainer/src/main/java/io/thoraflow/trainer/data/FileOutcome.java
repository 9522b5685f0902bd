package io.thoraflow.trainer.data;

/** What became of one labelled file. */
sealed interface FileOutcome permits LabelledXray, LeftOut {}
