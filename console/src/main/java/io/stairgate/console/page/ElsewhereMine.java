package io.stairgate.console.page;

import java.util.Optional;

/**
 * A person's own link with the setting's provider.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param label how the setting calls the provider; empty where it has none
 * @param linked since when the person's account is linked; empty where it is not
 * @param said what happened just before; may be empty
 */
public record ElsewhereMine(
    Frame frame, Problems problems, String label, Optional<Moment> linked, String said) {}
