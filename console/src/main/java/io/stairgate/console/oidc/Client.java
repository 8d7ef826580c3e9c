package io.stairgate.console.oidc;

import io.stairgate.console.setting.SettingId;

/**
 * The console as a setting's provider knows it.
 *
 * @param setting whose provider it is
 * @param issuer the provider
 * @param id the client's id there
 * @param secret the client's secret there; never shown
 */
record Client(SettingId setting, String issuer, String id, String secret) {
  @Override
  public String toString() {
    return id + " at " + issuer;
  }
}
