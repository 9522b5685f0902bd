package io.thoraflow.ingest.route;

import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Lays out Camel messages as the records that their topics promise. */
final class KafkaRecords {
  private KafkaRecords() {}

  /** Body: an {@link XrayMessage}. */
  static void xray(Exchange exchange) {
    XrayMessage xray = exchange.getMessage().getBody(XrayMessage.class);
    set(exchange.getMessage(), xray.key(), XrayMessageCodec.headers(xray), xray.image());
  }

  /** The rejection is among the exchange's {@link Travel} properties. */
  static void rejection(Exchange exchange) {
    Rejection rejection = Travel.rejection(exchange);
    set(exchange.getMessage(), rejection.id(), Map.of(), rejection.toJson());
  }

  /** The headers that the file component left go no further: they name the file. */
  private static void set(Message message, String key, Map<String, String> headers, byte[] value) {
    message.removeHeaders("*");
    headers.forEach(message::setHeader);
    message.setHeader(KafkaConstants.KEY, key);
    message.setBody(value);
  }
}
