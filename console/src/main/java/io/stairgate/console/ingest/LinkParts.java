package io.stairgate.console.ingest;

import io.stairgate.console.alert.AlertStore;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Presence;
import io.stairgate.console.live.Live;
import io.stairgate.console.policy.Policies;
import io.stairgate.console.witness.Witness;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What every stream needs.
 *
 * @param links the open streams
 * @param writer the one writer
 * @param intake takes entries into the stores
 * @param devices for the nickname
 * @param alerts for what the stream itself notices
 * @param presence signs of life
 * @param policies the newest policy of each laptop
 * @param witness the log's head for laptops, and what they remember of it
 * @param live tells open pages
 * @param clock the time
 * @param workers for what may wait for the database
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
    Witness witness,
    Live live,
    InstantSource clock,
    Executor workers,
    ScheduledExecutorService timer) {}
