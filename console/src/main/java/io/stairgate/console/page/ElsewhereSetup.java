package io.stairgate.console.page;

import io.stairgate.console.oidc.ProviderForm;
import java.util.Optional;

/**
 * Where a setting says with which provider its people may sign in.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param exists whether the setting has a provider
 * @param form what is kept or was typed; never the secret
 * @param back the address to enter at the provider
 * @param changed when it was last changed; empty where there is none
 * @param changedBy by whom
 * @param only how many people could no longer sign in without it
 * @param said what happened just before; may be empty
 * @param works what trying it said, where it works; may be empty
 */
public record ElsewhereSetup(
    Frame frame,
    Problems problems,
    boolean exists,
    ProviderForm form,
    String back,
    Optional<Moment> changed,
    String changedBy,
    long only,
    String said,
    String works) {}
