package io.thoraflow.embedded;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramCredentialUtils;

/**
 * The broker's side of SCRAM with users that its configuration names. Kafka's own keeps them in the
 * cluster's metadata, where nobody can be added before the first has logged in, and where the
 * controller cannot ask.
 */
public final class ConfiguredUsers implements AuthenticateCallbackHandler {
  /**
   * Begins the name of an option of the login module; the user follows, a verifier is its value.
   */
  static final String OPTION = "user_";

  private final Map<String, ScramCredential> verifiers = new TreeMap<>();

  @Override
  public void configure(
      Map<String, ?> configs, String saslMechanism, List<AppConfigurationEntry> jaasEntries) {
    for (AppConfigurationEntry entry : jaasEntries) {
      entry
          .getOptions()
          .forEach(
              (name, value) -> {
                if (name.startsWith(OPTION)) {
                  verifiers.put(
                      name.substring(OPTION.length()),
                      ScramCredentialUtils.credentialFromString(value.toString()));
                }
              });
    }
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    String user = "";
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback named) {
        user = named.getDefaultName();
      } else if (callback instanceof ScramCredentialCallback asked) {
        asked.scramCredential(verifiers.get(user)); // None: the login fails.
      } else {
        throw new UnsupportedCallbackException(callback);
      }
    }
  }

  @Override
  public void close() {}
}
