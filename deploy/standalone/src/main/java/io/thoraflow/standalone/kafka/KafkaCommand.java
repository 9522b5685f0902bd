package io.thoraflow.standalone.kafka;

import picocli.CommandLine.Command;

/** {@code thoraflow kafka}. */
@Command(
    name = "kafka",
    description = "Prepares a Kafka that somebody else runs, as its administrator (KAFKA_USER).",
    subcommands = {KafkaTopicsCommand.class, KafkaUsersCommand.class, KafkaAclsCommand.class})
public final class KafkaCommand {}
