package io.thoraflow.trainer.run;

/**
 * Something that was decided.
 *
 * @param name such as {@code weight decay}
 * @param value what it is
 * @param reason why
 */
record Choice(String name, String value, String reason) {}
