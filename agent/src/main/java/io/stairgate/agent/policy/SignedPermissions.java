package io.stairgate.agent.policy;

import io.stairgate.agent.event.Bytes;

/**
 * Permissions as they came, for their signature is over these bytes.
 *
 * @param permissions the serialised permissions
 * @param signature over them, ASN.1 DER
 * @param certificate of the signing key, DER
 */
public record SignedPermissions(Bytes permissions, Bytes signature, Bytes certificate) {}
