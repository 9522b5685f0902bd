package io.thoraflow.contract.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessStatTest {
  @Test
  void itsStartStaysAndItsTimeGrows() throws IOException {
    long pid = ProcessHandle.current().pid();
    ProcessStat before = ProcessStat.of(pid);
    ProcessStat after = ProcessStat.of(pid);

    assertThat(before.startTicks()).isPositive().isEqualTo(after.startTicks());
    assertThat(before.cpuTicks()).isPositive().isLessThanOrEqualTo(after.cpuTicks());
  }

  @Test
  void aProcessThatHasEndedHasNone() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    assertThatThrownBy(() -> ProcessStat.of(ended.pid())).isInstanceOf(IOException.class);
  }
}
