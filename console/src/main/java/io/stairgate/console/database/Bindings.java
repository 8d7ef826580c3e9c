package io.stairgate.console.database;

import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/** How values of ours are bound to parameters. */
final class Bindings {
  private Bindings() {}

  /**
   * Binds a time as UTC with its offset, to the microsecond both databases keep. JDBI's own way
   * goes through the computer's time zone, where one hour each autumn is ambiguous.
   */
  static final class InstantArgument extends AbstractArgumentFactory<Instant> {
    InstantArgument() {
      super(Types.TIMESTAMP_WITH_TIMEZONE);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, context) ->
          statement.setObject(
              position, value.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }
  }

  static final class BytesArgument extends AbstractArgumentFactory<Bytes> {
    BytesArgument() {
      super(Types.VARBINARY);
    }

    @Override
    protected Argument build(Bytes value, ConfigRegistry config) {
      return (position, statement, context) -> statement.setBytes(position, value.toArray());
    }
  }
}
