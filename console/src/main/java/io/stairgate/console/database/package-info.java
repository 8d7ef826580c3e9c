/** Pool, transactions, migrations: knows H2 and PostgreSQL, knows no table. */
@NullMarked
package io.stairgate.console.database;

import org.jspecify.annotations.NullMarked;
