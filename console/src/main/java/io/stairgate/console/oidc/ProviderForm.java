package io.stairgate.console.oidc;

/**
 * A provider as a person typed it.
 *
 * @param label how people call it
 * @param issuer its address
 * @param clientId the console's id there
 * @param secret the console's secret there; empty: the one that is kept
 * @param domain what stands behind the @
 */
public record ProviderForm(
    String label, String issuer, String clientId, String secret, String domain) {
  /** An empty form. */
  public static final ProviderForm EMPTY = new ProviderForm("", "", "", "", "");

  /** What a form shows of a provider: never its secret. */
  public static ProviderForm of(Provider provider) {
    return new ProviderForm(
        provider.label(), provider.issuer(), provider.clientId(), "", provider.domain().name());
  }

  @Override
  public String toString() {
    return label + ", " + issuer;
  }
}
