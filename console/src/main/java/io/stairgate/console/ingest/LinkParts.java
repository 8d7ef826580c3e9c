package io.stairgate.console.ingest;

import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Presence;
import io.stairgate.console.live.Live;
import io.stairgate.console.permission.PermissionDocuments;
import io.stairgate.console.permission.PermissionIntake;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.watch.Measures;
import io.stairgate.console.witness.Witness;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * What every stream needs.
 *
 * @param links the open streams
 * @param writer the one writer
 * @param intake takes entries into the stores
 * @param devices for the nickname, and whether it may be listened to
 * @param alerts for what the stream itself notices
 * @param presence signs of life
 * @param policies the newest policy of each laptop
 * @param permissions what laptops tell of permissions
 * @param documents the newest list of permissions of each laptop
 * @param telephoneSecret the secret of a laptop for answers by telephone
 * @param witness the log's head for laptops, and what they remember of it
 * @param live tells open pages
 * @param measures how much is stored
 * @param clock the time
 * @param workers for what may wait for the database
 * @param senders for what each laptop is to be sent when it comes: few, so that where all come at
 *     once others find a connection to the database too
 * @param timer for streams that are over their rate
 */
record LinkParts(
    Links links,
    IngestWriter writer,
    Intake intake,
    DeviceStore devices,
    AlertStore alerts,
    Presence presence,
    Policies policies,
    PermissionIntake permissions,
    PermissionDocuments documents,
    Function<DeviceId, Bytes> telephoneSecret,
    Witness witness,
    Live live,
    Measures measures,
    InstantSource clock,
    Executor workers,
    Executor senders,
    ScheduledExecutorService timer) {}
