package io.stairgate.console.permission;

import io.stairgate.console.account.ApproverStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.database.Database;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.live.Live;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.token.ApiTokenStore;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What permissions stand on.
 *
 * @param database for transactions
 * @param devices laptops
 * @param members who has access
 * @param approvers who decides
 * @param tokens programs
 * @param policy what a setting decided: its calendar, and what the rule of portable media says
 * @param audit the log
 * @param live tells open pages
 * @param documents signs what each laptop may open
 * @param telephoneSecret the secret of a laptop for answers by telephone, 32 bytes
 * @param clock the time
 */
public record Ground(
    Database database,
    DeviceStore devices,
    MemberStore members,
    ApproverStore approvers,
    ApiTokenStore tokens,
    Function<SettingId, SettingPolicy> policy,
    AuditStore audit,
    Live live,
    PermissionDocuments documents,
    Function<DeviceId, Bytes> telephoneSecret,
    InstantSource clock) {}
