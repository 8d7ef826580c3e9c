package io.stairgate.console.oidc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Signing in elsewhere did not work. */
public final class ElsewhereException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  ElsewhereException(Fault fault) {
    this(fault, null);
  }

  ElsewhereException(Fault fault, @Nullable Throwable cause) {
    super(fault.name(), cause);
    this.fault = Objects.requireNonNull(fault);
  }

  /** Why, in sentences. */
  public Fault fault() {
    return fault;
  }
}
