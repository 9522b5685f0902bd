package io.thoraflow.contract.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessStatusTest {
  @Test
  void aProcessHasMemoryAndThreads() throws IOException {
    ProcessStatus own = ProcessStatus.own();

    assertThat(own.residentKilobytes()).isGreaterThan(own.anonymousKilobytes());
    assertThat(own.anonymousKilobytes()).isGreaterThan(1000);
    assertThat(own.threads()).isGreaterThan(1);
    assertThat(ProcessStatus.of(ProcessHandle.current().pid()).threads()).isGreaterThan(1);
  }

  @Test
  void aProcessThatHasEndedHasNone() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    assertThatThrownBy(() -> ProcessStatus.of(ended.pid())).isInstanceOf(IOException.class);
  }
}
