package io.thoraflow.trainer.schedule;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.quartz.QuartzEndpoint;

/** Calls at the times of a schedule, and each minute for a look at what waits. */
public final class ScheduleRoute extends RouteBuilder {
  private static final String MINUTE_MILLIS = "60000";

  /** {@code CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING}: what was missed is not made up for. */
  private static final String WAIT_FOR_NEXT = "2";

  private static final String FOR_EVER = "-1";

  private final String schedule;
  private final Runnable tick;
  private final Runnable look;

  /**
   * @param schedule in Quartz's cron syntax
   * @param tick returns at once
   */
  public ScheduleRoute(String schedule, Runnable tick, Runnable look) {
    this.schedule = schedule;
    this.tick = tick;
    this.look = look;
  }

  @Override
  public void configure() {
    QuartzEndpoint ticks = timer("training");
    ticks.setCron(schedule);
    ticks.setTriggerParameters(Map.of("misfireInstruction", WAIT_FOR_NEXT));
    from(ticks).routeId("training").process(exchange -> tick.run());

    QuartzEndpoint minutes = timer("new-labels");
    minutes.setTriggerParameters(Map.of("repeatInterval", MINUTE_MILLIS, "repeatCount", FOR_EVER));
    from(minutes).routeId("new-labels").process(exchange -> look.run());
  }

  /** Set up by its own methods: in an address, characters of cron would have to be escaped. */
  private QuartzEndpoint timer(String name) {
    return getContext().getEndpoint("quartz:" + name, QuartzEndpoint.class);
  }
}
