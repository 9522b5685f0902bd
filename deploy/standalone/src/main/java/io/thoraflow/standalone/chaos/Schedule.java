package io.thoraflow.standalone.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Draws faults: the same seed draws the same. */
final class Schedule {
  private static final Duration SHORTEST_GAP = Duration.ofSeconds(5);

  private Schedule() {}

  /** What may be drawn. */
  private record Card(FaultKind kind, Target target) {}

  /**
   * Every kind comes once before any comes again. A fault may begin while another lasts.
   *
   * @param smallDisks whether disks can be made full
   */
  static List<Fault> draw(ChaosConfig config, boolean smallDisks) {
    Random random = new Random(config.seed());
    Duration gap = gap(config);
    Deque<Card> deck = new ArrayDeque<>();
    List<Fault> faults = new ArrayList<>();
    for (int number = 0; number < config.faults(); number++) {
      if (deck.isEmpty()) {
        List<Card> cards = cards(config.workers(), smallDisks);
        Collections.shuffle(cards, random);
        deck.addAll(cards);
      }
      Card card = deck.remove();
      double at = (number + random.nextDouble()) * gap.toMillis();
      faults.add(
          new Fault(
              Duration.ofMillis((long) at),
              card.kind(),
              card.target(),
              card.kind().lasts() ? config.pause() : Duration.ZERO));
    }
    return faults;
  }

  /** Over that time files are dropped. */
  static Duration length(ChaosConfig config) {
    return gap(config).multipliedBy(config.faults());
  }

  private static Duration gap(ChaosConfig config) {
    Duration third = config.pause().dividedBy(3);
    return third.compareTo(SHORTEST_GAP) > 0 ? third : SHORTEST_GAP;
  }

  private static List<Card> cards(int workers, boolean smallDisks) {
    List<Card> cards = new ArrayList<>();
    for (Target process : Target.processes(workers)) {
      for (FaultKind kind : List.of(FaultKind.KILL, FaultKind.TERMINATE, FaultKind.SUSPEND)) {
        cards.add(new Card(kind, process));
      }
    }
    cards.add(new Card(FaultKind.KILL, Target.SUPERVISOR));
    cards.add(new Card(FaultKind.REFUSE, Target.DATABASE));
    for (FaultKind kind :
        List.of(FaultKind.GOOD_VERSION, FaultKind.CORRUPT_VERSION, FaultKind.WRONG_VERSION)) {
      cards.add(new Card(kind, Target.MODEL));
    }
    if (smallDisks) {
      cards.add(new Card(FaultKind.DISK_FULL, Target.ARCHIVE));
      cards.add(new Card(FaultKind.DISK_FULL, Target.BROKER));
    }
    return cards;
  }
}
