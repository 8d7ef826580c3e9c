package io.stairgate.console.oidc;

import io.stairgate.console.database.Bytes;
import io.stairgate.console.setting.SettingId;
import java.time.Instant;

/**
 * The provider a setting's people may sign in with.
 *
 * @param setting whose it is
 * @param label how people call it: "Microsoft"
 * @param issuer its name in OpenID's words, an address
 * @param clientId the console's id there
 * @param sealedSecret the console's secret there, sealed
 * @param domain what stands behind the @ of the setting's people; one setting's alone
 * @param changedAt when it was last changed
 * @param changedBy by whom
 */
public record Provider(
    SettingId setting,
    String label,
    String issuer,
    String clientId,
    Bytes sealedSecret,
    Domain domain,
    Instant changedAt,
    String changedBy) {}
